#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(a_function_as_an_actor, testing::node) {
  // [spawn]
  const pid parent = self();
  spawn([](pid to, int n) { send(to, tuple("square", n * n)); }, parent, 12);
  const int square = receive(on(tuple("square", any), [](int value) { return value; }));
  // [/spawn]
  BOOST_TEST(square == 144);
}

BOOST_FIXTURE_TEST_CASE(an_actor_is_monitored_from_its_first_moment, testing::node) {
  // [spawn_monitor]
  const auto work = [] { stop(exit_reason("done")); };
  const monitored made = spawn_monitor({.label = "worker"}, {.tag = "work"}, work);
  const down end = receive(on(tuple("work", type<down>), [](down end) { return end; }));
  // [/spawn_monitor]
  BOOST_TEST(end.actor == made.actor);
  BOOST_TEST(end.reason == exit_reason("done"));
}
