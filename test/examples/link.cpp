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

BOOST_FIXTURE_TEST_CASE(an_answer_and_an_end_exclude_each_other, testing::node) {
  const pid oracle = spawn(
      [] { send(receive(on(tuple("ask", type<alias>), [](alias from) { return from; })), "yes"); });
  // [options]
  const ref watch = monitor(oracle, {.alias = alias_mode::reply_demonitor, .tag = "oracle"});
  send(oracle, tuple("ask", alias_of(watch)));
  const std::string answer =  // one of the two, never both
      receive(on(type<std::string>, [](std::string text) { return text; }),
              on(tuple("oracle", type<down>), [](down end) { return to_string(end.reason); }));
  // [/options]
  BOOST_TEST(answer == "yes");
}
