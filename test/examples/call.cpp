#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

// [call]
struct price {
  using reply = double;  // makes it a request that can be called
  std::string article;
};

class shop : public gen_server<shop, calls<price>> {
 public:
  double handle_call(price request, from) { return request.article == "tea" ? 2.5 : 0.0; }
  term handle_call(term request, from) { return tuple("unknown", std::move(request)); }
};

double price_of_tea(pid shop) {
  try {
    return call(shop, price{"tea"}, 1s);
  } catch (const call_error& error) {  // timeout, noproc, or why the shop has ended
    log(severity::warning, error.what());
    return 0.0;
  }
}
// [/call]

BOOST_FIXTURE_TEST_CASE(typed_and_dynamic_requests_stand_side_by_side, testing::node) {
  const pid own = start<shop>();
  BOOST_TEST(price_of_tea(own) == 2.5);
  BOOST_TEST(to_string(call(own, "opening hours")) == R"(("unknown", "opening hours"))");
  exit(own, exit_reason::shutdown);
  settle();
  BOOST_TEST(price_of_tea(own) == 0.0);
}
