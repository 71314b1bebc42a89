#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

namespace {

// [node]
int greet() {
  using namespace fauxtp;
  const node here;  // worker threads, one for each processor; this thread becomes an actor
  const pid echo = spawn([] {
    receive(on(tuple(type<pid>, any), [](pid from, std::string text) { send(from, text); }));
  });
  send(echo, tuple(self(), "hello"));
  return receive<std::string>() == "hello" ? 0 : 1;
}  // all actors end here
// [/node]

}  // namespace

BOOST_AUTO_TEST_CASE(a_thread_becomes_an_actor_while_it_has_a_node) { BOOST_TEST(greet() == 0); }
