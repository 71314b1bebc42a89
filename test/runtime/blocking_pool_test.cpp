// Threads for functions that block.
#include "runtime/blocking_pool.hpp"

#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <thread>

using namespace fauxtp::runtime;

BOOST_AUTO_TEST_SUITE(blocking_pool_test)

BOOST_AUTO_TEST_CASE(the_destructor_runs_what_is_queued) {
  std::atomic<int> ran{0};
  {
    blocking_pool pool(2);
    for (int i = 0; i < 1000; ++i) pool.run([&ran] { ++ran; });
  }
  BOOST_TEST(ran == 1000);
}

BOOST_AUTO_TEST_CASE(functions_run_at_once_up_to_the_limit) {
  blocking_pool pool(3);
  std::barrier<> together(4);  // hangs unless three run beside each other
  for (int i = 0; i < 3; ++i) pool.run([&together] { together.arrive_and_wait(); });
  together.arrive_and_wait();
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(no_more_functions_run_at_once_than_the_limit_says) {
  constexpr std::size_t all = 10;
  std::latch go(1);
  blocking_pool pool(2);
  for (std::size_t i = 0; i < all; ++i) {
    pool.run([&go, waits = i < 2] {
      if (waits) go.wait();
    });
  }
  // A third thread would have time enough to run one of the others.
  for (int i = 0; i < 100'000 && pool.pending() == all; ++i) std::this_thread::yield();
  BOOST_TEST(pool.pending() == all);
  go.count_down();
}

BOOST_AUTO_TEST_CASE(pending_counts_what_is_queued_and_what_is_running) {
  std::latch go(1);
  blocking_pool pool(1);
  pool.run([&go] { go.wait(); });
  pool.run([] {});
  BOOST_TEST(pool.pending() == 2U);
  go.count_down();
}

BOOST_AUTO_TEST_SUITE_END()
