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

class till : public gen_server<till, calls<price>> {
 public:
  double handle_call(const price&, from) {
    fauxtp::sleep(3s);
    return 2.5;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_shop_that_is_too_busy_says_so, testing::node) {
  const pid customers = spawn([] {
    // [shed]
    const pid shop = start<till>(start_options{.spawn = {.mailbox = {.max_age = 2s}}});
    try {
      call(shop, price{"tea"}, 10s);
    } catch (const call_error& failure) {
      if (failure.cause() == exit_reason("shed")) log(severity::warning, "the shop is too busy");
    }
    // [/shed]
    const auto first = send_request(shop, price{"tea"});
    try {
      call(shop, price{"coffee"}, 10s);
    } catch (const call_error& failure) {
      if (failure.cause() == exit_reason("shed")) log(severity::warning, "the shop is too busy");
    }
    exit(shop, exit_reason::kill);
  });
  advance(1min);
  BOOST_TEST(!is_alive(customers));
  BOOST_TEST(reports().back().text == "the shop is too busy");
}
