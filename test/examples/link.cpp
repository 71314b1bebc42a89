#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(one_hears_of_the_end_of_another, testing::node) {
  // [link]
  trap_exit();  // exit signals become messages
  const pid helper = spawn_link([] { stop(exit_reason("no more tea")); });
  const auto signal = receive<exit_signal>();  // from the link: {helper, "no more tea"}

  const pid other = spawn([] { receive(on("go", [] {})); });
  const ref watch = monitor(other);
  send(other, "go");
  const auto end = receive<down>();  // from the monitor: {watch, other, normal}
  // [/link]
  BOOST_TEST(signal.from == helper);
  BOOST_TEST(to_string(signal.reason) == R"("no more tea")");
  BOOST_TEST(end.monitor == watch);
  BOOST_TEST(end.actor == other);
  BOOST_TEST(end.reason == exit_reason::normal);
}
