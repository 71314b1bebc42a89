#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {
struct open_for_business {};
struct order {
  int number;
};
}  // namespace

BOOST_FIXTURE_TEST_CASE(a_full_mailbox_rejects_a_message, testing::node) {
  // [limit]
  const pid slow = spawn({.mailbox = {.messages = 2, .policy = overflow::reject}}, [] {
    receive<open_for_business>();
    for (;;) receive<order>();
  });
  send(slow, order{1});
  send(slow, order{2});
  try {
    send(slow, order{3});
  } catch (const mailbox_full& refused) {
    log(severity::warning, refused.what());
  }
  // [/limit]
  exit(slow, exit_reason::kill);
  BOOST_TEST(reports().front().text ==
             "the mailbox of " + to_string(slow) + " is full (2 messages)");
}
