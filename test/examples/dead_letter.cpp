#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(a_message_that_reaches_nobody_is_told_to_who_has_subscribed,
                        testing::node) {
  const pid ended = spawn([] {});
  settle();
  // [subscribe]
  subscribe_dead_letters();
  send(ended, "are you there?");
  const auto found = receive<dead_letter>(1s);
  if (found) log(severity::info, found->message + " has reached nobody");
  // [/subscribe]
  BOOST_TEST(reports().back().text == "\"are you there?\" has reached nobody");
}
