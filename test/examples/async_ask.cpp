#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <fauxtp/async_ask.hpp>
#include <fauxtp/fauxtp.hpp>

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

BOOST_AUTO_TEST_CASE(a_program_of_asio_asks_a_server) {
  const node here;
  const pid server = start<adder>();
  boost::asio::io_context loop;
  int total = 0;
  // [async_ask]
  async_ask(server, add{.amount = 5},
            boost::asio::bind_executor(loop, [&](std::exception_ptr failure, int sum) {
              if (failure == nullptr) total = sum;
            }));
  loop.run();  // until the answer is there
  // [/async_ask]
  BOOST_TEST(total == 15);
}
