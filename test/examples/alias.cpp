#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(an_answer_comes_by_an_alias_or_not_at_all, testing::node) {
  const pid oracle = spawn([] {
    const alias asker = receive(on(tuple("ask", type<alias>), [](alias from) { return from; }));
    send(asker, "yes");
    send(asker, "no");
  });
  // [alias]
  const alias answers = make_alias(alias_mode::reply);  // good for one message
  send(oracle, tuple("ask", answers));
  const auto answer = receive<std::string>(1s);
  if (!answer) unalias(answers);  // a late answer never comes into the mailbox
  // [/alias]
  BOOST_TEST((answer == "yes"));
}

BOOST_FIXTURE_TEST_CASE(what_is_urgent_comes_first, testing::node) {
  // [priority]
  const alias urgent = make_priority_alias();
  send(urgent.owner, "an order");
  send_priority(urgent, "the house is on fire");
  const auto first = receive<std::string>();  // "the house is on fire"
  // [/priority]
  BOOST_TEST(first == "the house is on fire");
  BOOST_TEST(receive<std::string>() == "an order");
}
