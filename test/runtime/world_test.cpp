// What makes one run differ from another can be chosen.
#include "runtime/world.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "runtime/fiber_jobs.hpp"
#include "runtime/machine_bell.hpp"

using namespace fauxtp::runtime;
using fauxtp::runtime::testing::start_on;

BOOST_AUTO_TEST_SUITE(world_test)

BOOST_AUTO_TEST_CASE(a_worker_sleeps_at_the_bell_of_its_world) {
  struct counting_bell final : machine_bell {
    explicit counting_bell(std::atomic<int>& sleeps) : sleeps(sleeps) {}
    void sleep(time_point deadline) noexcept override {
      ++sleeps;
      machine_bell::sleep(deadline);
    }
    std::atomic<int>& sleeps;
  };
  std::atomic<int> sleeps{0};
  world around = real_world();
  around.make_bell = [&sleeps] { return std::make_unique<counting_bell>(sleeps); };
  {
    worker_pool pool(1, around, 1);
    start_on(pool.at(1), [] {});
    pool.settle();
  }
  BOOST_TEST(sleeps > 0);
}

BOOST_AUTO_TEST_CASE(functions_that_block_go_to_the_executor_of_their_world) {
  /// Runs each function at once, on the thread that asks.
  struct at_once final : executor {
    void run(std::function<void()> function) override { function(); }
    void finish() noexcept override {}
    std::size_t pending() const override { return 0; }
    std::size_t most_threads() const noexcept override { return 0; }
    bool first_to_complain() noexcept override { return false; }
  };
  world around = real_world();
  around.make_executor = [](std::size_t, std::function<void()>) {
    return std::make_unique<at_once>();
  };
  worker_pool pool(0, around, 1);
  bool ran = false;
  pool.blocking().run([&ran] { ran = true; });
  BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(the_numbers_of_a_worker_do_not_depend_on_what_ran_before) {
  const auto numbers = [] {
    world around = still_world(7);
    around.next_worker_number = [next = std::uint64_t{0}]() mutable { return ++next; };
    worker_pool pool(1, around, 1);
    return std::vector{pool.at(0).next_number(), pool.at(0).next_number(),
                       pool.at(1).next_number()};
  };
  const std::vector<std::uint64_t> first = numbers();
  BOOST_TEST(numbers() == first, boost::test_tools::per_element());
  BOOST_TEST(first[0] != first[2]);
}

BOOST_AUTO_TEST_CASE(each_worker_has_chances_of_its_own_that_the_seed_decides) {
  const auto chances = [](std::uint64_t seed) {
    const world around = still_world(seed);
    worker_pool pool(1, around, 1);
    return std::vector{pool.at(0).dice()(), pool.at(1).dice()()};
  };
  BOOST_TEST(chances(7) == chances(7), boost::test_tools::per_element());
  BOOST_TEST(chances(7)[0] != chances(7)[1]);
  BOOST_TEST(chances(7)[0] != chances(8)[0]);
}

BOOST_AUTO_TEST_SUITE_END()
