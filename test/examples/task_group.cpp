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
  explicit shop(double cents) : cents_(cents) {}
  double handle_call(price, from) { return cents_ / 100; }

 private:
  double cents_;
};

// [task_group]
std::vector<double> prices_of(const std::vector<pid>& shops) {
  task_group group({.max_concurrency = 8, .timeout = 2s});
  for (const pid shop : shops) group.spawn([shop] { return call(shop, price{"tea"}); });
  return group.join<double>();  // in the order of the shops; throws if one of them fails
}
// [/task_group]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_group_of_tasks_asks_all_shops_at_once, testing::node) {
  const std::vector<pid> shops{start<shop>(250), start<shop>(240)};
  BOOST_TEST((prices_of(shops) == std::vector{2.5, 2.4}));
  for (const pid each : shops) exit(each, exit_reason::kill);
}
