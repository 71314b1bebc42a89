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

class shop : public gen_server<shop, calls<price>> {
 public:
  double handle_call(price, from) { return 2.5; }
};

/// Has seven of each article.
class stock : public gen_server<stock> {
 public:
  term handle_call(term, from) { return 7; }
};

// [retry]
double price_of_tea(pid shop) {
  return retry({.attempts = 3, .min = 50ms, .only_if = failed_with<call_error>},
               [&] { return call(shop, price{"tea"}, 1s); });
}
// [/retry]

// [budget]
retry_budget budget({.share = 0.1});  // for all who ask the same service

int stock_of(const std::string& article) {
  return retry({.budget = &budget}, [&] { return call("stock", article).as<int>(); });
}
// [/budget]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_call_is_tried_again, testing::node) {
  const pid open = start<shop>();
  BOOST_TEST(price_of_tea(open) == 2.5);
  exit(open, exit_reason::kill);
  const pid asker = spawn([test = self()] { send(test, stock_of("tea")); });
  settle();
  const pid late = start<stock>(start_options{.name = "stock"});
  advance(1s);
  BOOST_TEST(receive<int>() == 7);
  BOOST_TEST(!is_alive(asker));
  exit(late, exit_reason::kill);
}
