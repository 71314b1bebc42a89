#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>
#include <string>

using namespace fauxtp;

namespace {

struct add {
  int amount;
};

std::string taken(ref job) {
  std::string seen;
  // [receive]
  receive(on(tuple("msg", job, tuple("sub", any, any), ignore),
             [&](std::string user, int size) { seen = user + std::to_string(size); }),
          on(type<add>, [&](add request) { seen = std::to_string(request.amount); }),
          on([&](const down& end) { seen = to_string(end.reason); }));
  // [/receive]
  return seen;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(patterns_say_which_messages_a_clause_takes, fauxtp::testing::node) {
  const ref job = make_ref();
  send(self(), tuple("msg", job, tuple("sub", "ann", 3), 9.5));
  BOOST_TEST(taken(job) == "ann3");
  send(self(), add{4});
  BOOST_TEST(taken(job) == "4");
  monitor(spawn([] {}));
  BOOST_TEST(taken(job) == "normal");
}

BOOST_AUTO_TEST_CASE(a_message_is_matched_without_a_clause) {
  // [match]
  auto data = match(tuple("data", any), tuple("data", 42));  // std::tuple<term>, holding 42
  // [/match]
  BOOST_TEST(std::get<0>(*data).as<int>() == 42);
}
