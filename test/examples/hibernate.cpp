#include "fauxtp/hibernate.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>
#include <string>
#include <vector>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct lookup {
  using reply = std::string;
  std::size_t number;
};

// [server]
class archive : public gen_server<archive, calls<lookup>> {
 public:
  std::string handle_call(lookup request, from) {
    hibernate();  // it is asked a few times a day
    return titles_[request.number];
  }
  // [/server]

 private:
  std::vector<std::string> titles_{"Tea", "Milk"};
};

// [function]
void lamp(bool lit) {
  receive(on("switch", [&] { lit = !lit; }),
          on(tuple("lit", type<pid>), [&](pid asker) { send(asker, lit); }));
  hibernate([lit] { lamp(lit); });
}
// [/function]

// [trim]
std::string next_word() {
  if (auto word = receive<std::string>(1s)) return *word;
  trim_stack();  // what was done with the word before may have needed much
  return receive<std::string>();
}
// [/trim]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_that_hibernates_answers_as_others_do, testing::node) {
  const pid books = start<archive>();
  BOOST_TEST(call(books, lookup{1}) == "Milk");
  settle();
  BOOST_TEST(call(books, lookup{0}) == "Tea");
  stop(books);
}

BOOST_FIXTURE_TEST_CASE(a_function_that_hibernates_goes_on_with_another, testing::node) {
  const pid desk = spawn(lamp, false);
  send(desk, "switch");
  settle();
  send(desk, tuple("lit", self()));
  BOOST_TEST(receive<bool>());
  exit(desk, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_waits_for_long_needs_little_stack, testing::node) {
  const pid reader = spawn([test = self()] { send(test, next_word()); });
  settle();
  advance(1s);
  send(reader, "tea");
  BOOST_TEST(receive<std::string>() == "tea");
}
