#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <thread>

using namespace fauxtp;

namespace {

struct add {
  using reply = int;
  int amount;
};

class adder : public gen_server<adder, calls<add>> {
 public:
  int handle_call(add request, from) { return sum_ += request.amount; }

 private:
  int sum_ = 10;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_thread_that_is_no_actor_asks_a_server) {
  const node here;
  const pid server = start<adder>();
  std::thread outside([&] {
    // [ask]
    std::future<int> sum = ask(server, add{.amount = 5});
    // the thread does something else meanwhile
    const int total = sum.get();
    // [/ask]
    BOOST_TEST(total == 15);
  });
  outside.join();
}
