#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(who_uses_the_processors_is_told) {
  const node here({.workers = 1});
  std::atomic<bool> done = false;
  const pid clerk = spawn([&done] {
    while (!done) {
    }
  });
  // [cpu_share]
  const auto shares = cpu_shares(100ms);
  const bool busy = !shares.empty() && shares.front().share > 0.9;
  // [/cpu_share]
  done = true;
  BOOST_TEST_MESSAGE("busy: " << busy);  // other processes may use the machine, too
  BOOST_TEST(shares.front().actor == clerk);
}
