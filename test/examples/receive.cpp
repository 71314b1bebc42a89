#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

// [receive]
std::pair<std::string, int> next_user(ref job) {
  return receive(on(tuple("msg", job, tuple("sub", any, any), ignore),
                    [](std::string user, int size) { return std::pair(user, size); }),
                 on(tuple("msg", job, any), [](std::string name) { return std::pair(name, 0); }),
                 after(500ms, [] { return std::pair(std::string("nobody"), -1); }));
}
// [/receive]

BOOST_FIXTURE_TEST_CASE(a_receive_takes_what_it_waits_for_and_leaves_the_rest, testing::node) {
  const ref job = make_ref();
  send(self(), "something else");
  send(self(), tuple("msg", job, tuple("sub", "ann", 3), true));
  send(self(), tuple("msg", job, "bob"));
  BOOST_TEST((next_user(job) == std::pair(std::string("ann"), 3)));
  BOOST_TEST((next_user(job) == std::pair(std::string("bob"), 0)));
  BOOST_TEST(receive<std::string>() == "something else");
}
