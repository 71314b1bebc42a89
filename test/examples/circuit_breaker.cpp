#include <boost/test/unit_test.hpp>
#include <fauxtp/application.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct price {
  using reply = double;
  std::string article;
};

class shop : public gen_server<shop, calls<price>> {
 public:
  double handle_call(price, from) { return 2.4; }
};

// [circuit_breaker]
double price_of_tea(pid shop) {
  try {
    return circuit_breaker("shop_breaker").call([&] { return call(shop, price{"tea"}, 1s); });
  } catch (const circuit_open&) {  // at once: the shop is not asked
    return 2.5;                    // what it was yesterday
  }
}
// [/circuit_breaker]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_shop_that_is_closed_is_asked_once, testing::node) {
  const circuit_breaker_options options{.failures = 1, .open_for = 30s};
  const pid breaker = start<circuit_breaker_server>(start_options{.name = "shop_breaker"}, options);
  BOOST_CHECK_THROW(price_of_tea(pid()), call_error);
  BOOST_TEST(price_of_tea(pid()) == 2.5);
  const pid open = start<shop>();
  advance(30s);
  BOOST_TEST(price_of_tea(open) == 2.4);
  for (const pid each : {open, breaker}) exit(each, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(breakers_and_limiters_of_a_file_need_no_module, testing::node) {
  const application kit = application::load(CONFIG_DIR "/service_kit.json", {});
  BOOST_REQUIRE_MESSAGE(kit.ok(), kit.messages());
  trap_exit();
  const pid root = kit.start_link();
  BOOST_TEST(circuit_breaker("shop_breaker").call([] { return 5; }) == 5);
  for (int i = 0; i < 20; ++i) BOOST_TEST(rate_limiter("mail_limiter").try_take());
  BOOST_TEST(!rate_limiter("mail_limiter").try_take());
  exit(root, exit_reason::shutdown);
  receive<exit_signal>();
}
