#include "fauxtp/send_request.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct price {
  using reply = double;
  std::string article;
};

struct shop : gen_server<shop, calls<price>> {
  explicit shop(double price) : price_(price) {}
  double handle_call(price, from) { return price_; }
  double price_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(replies_are_taken_as_they_come, testing::node) {
  const std::vector<server_ref> shops{start<shop>(2.5), start<shop>(2.0), start<shop>(3.0)};
  // [send_request]
  request_id<double> first = send_request(shops[0], price{"tea"});
  // ... other work ...
  const double tea = receive_response(std::move(first), 1s);

  request_collection<double, std::string> all;
  for (const server_ref& each : shops) all.add(send_request(each, price{"tea"}), to_string(each));
  double best = tea;
  while (auto next = all.receive_response(1s)) {  // whichever comes first
    if (next->ok()) best = std::min(best, *next->reply);
  }
  // [/send_request]
  BOOST_TEST(best == 2.0);
  for (const server_ref& each : shops) stop(each);
}
