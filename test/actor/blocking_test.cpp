// Functions that block a thread, and actors that wait for them.
#include "fauxtp/blocking.hpp"

#include <boost/test/unit_test.hpp>
#include <latch>
#include <thread>

#include "actors.hpp"
#include "fauxtp/testing.hpp"
#include "free_threads.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(blocking_test)

BOOST_FIXTURE_TEST_CASE(a_blocking_function_returns_its_value, testing::node) {
  BOOST_TEST(blocking([] { return 6 * 7; }) == 42);
}

BOOST_FIXTURE_TEST_CASE(a_blocking_function_may_return_nothing, testing::node) {
  int ran = 0;
  blocking([&ran] { ran = 1; });
  BOOST_TEST(ran == 1);
}

BOOST_FIXTURE_TEST_CASE(a_value_that_can_only_be_moved_is_returned, testing::node) {
  BOOST_TEST(*blocking([] { return std::make_unique<int>(5); }) == 5);
}

BOOST_FIXTURE_TEST_CASE(what_a_blocking_function_throws_is_thrown_in_the_actor, testing::node) {
  BOOST_CHECK_THROW(blocking([] { throw std::out_of_range("there"); }), std::out_of_range);
}

BOOST_FIXTURE_TEST_CASE(it_runs_on_another_thread_and_outside_the_actor, testing::node) {
  const auto mine = std::this_thread::get_id();
  BOOST_TEST(blocking([mine] { return std::this_thread::get_id() != mine && !in_actor(); }));
}

BOOST_FIXTURE_TEST_CASE(other_actors_go_on_meanwhile, testing::node,
                        *needs_free_threads("a blocking function waits for a latch")) {
  std::latch done(1);
  spawn([&done] { blocking([&done] { done.wait(); }); });
  // If its worker were blocked, one of these actors would not run.
  for (std::size_t i = 0; i < 2 * workers(); ++i) {
    spawn([test = self()] { send(test, 1); });
    BOOST_TEST(receive<int>() == 1);
  }
  done.count_down();
  settle();
}

BOOST_FIXTURE_TEST_CASE(send_is_for_blocking_functions_too, testing::node) {
  blocking([test = self()] { send(test, "from outside"); });
  settle();
  BOOST_TEST(next_message() == "\"from outside\"");
}

BOOST_FIXTURE_TEST_CASE(settle_waits_for_blocking_functions, testing::node) {
  spawn([test = self()] {
    for (int i = 0; i < 100; ++i) blocking([] {});
    send(test, "done");
  });
  settle();
  BOOST_TEST(next_message() == "\"done\"");
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_is_killed_meanwhile_ends_when_the_function_has_returned,
                        testing::node,
                        *needs_free_threads("a blocking function waits for a latch")) {
  std::latch begun(1), done(1);
  const monitored made = spawn_monitor([&, test = self()] {
    blocking([&] {
      begun.count_down();
      done.wait();
    });
    send(test, "went on");
  });
  // The body must not block its thread: the actor may still have to begin on it.
  while (!begun.try_wait()) yield();
  kill(made.actor);
  for (int i = 0; i < 100; ++i) yield();
  BOOST_TEST(is_alive(made.actor));
  done.count_down();
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::killed);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_hundred_actors_block_in_turns, testing::node) {
  for (int i = 0; i < 100; ++i) {
    spawn([test = self(), i] { send(test, blocking([i] { return i; })); });
  }
  int sum = 0;
  for (int i = 0; i < 100; ++i) sum += receive<int>();
  BOOST_TEST(sum == 4950);
}

BOOST_AUTO_TEST_CASE(outside_an_actor_blocking_is_a_logic_error) {
  BOOST_CHECK_THROW(blocking([] {}), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
