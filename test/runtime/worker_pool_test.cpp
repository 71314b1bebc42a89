// Workers: where and in which order fibers run, and how the pool finds out that all are quiet.
#include "runtime/worker_pool.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "runtime/fiber_jobs.hpp"

using namespace fauxtp::runtime;
using namespace std::chrono_literals;
using fauxtp::runtime::testing::function_job;
using fauxtp::runtime::testing::start_on;

namespace {

struct pool_of_three {
  world around = still_world();
  manual_clock& time = static_cast<manual_clock&>(*around.time);
  worker_pool pool{2, around, 2};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(worker_pool_test)

BOOST_FIXTURE_TEST_CASE(the_calling_thread_is_the_first_worker, pool_of_three) {
  BOOST_TEST(pool.size() == 3U);
  BOOST_TEST(worker::current() == &pool.at(0));
}

BOOST_AUTO_TEST_CASE(a_thread_is_no_worker_any_more_when_its_pool_is_gone) {
  { const pool_of_three gone; }
  BOOST_TEST(worker::current() == nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_fiber_runs_on_the_worker_that_it_was_started_on, pool_of_three) {
  std::atomic<worker*> seen{nullptr};
  start_on(pool.at(2), [&] { seen = worker::current(); });
  pool.settle();
  BOOST_TEST(seen.load() == &pool.at(2));
}

BOOST_FIXTURE_TEST_CASE(a_fiber_stays_on_its_thread_across_switches, pool_of_three) {
  std::atomic<bool> same{true};
  for (std::size_t i = 0; i < 3; ++i) {
    start_on(pool.at(i), [&] {
      const auto thread = std::this_thread::get_id();
      for (int turn = 0; turn < 1000; ++turn) {
        worker::current()->yield();
        if (std::this_thread::get_id() != thread) same = false;
      }
    });
  }
  pool.settle();
  BOOST_TEST(same);
}

BOOST_FIXTURE_TEST_CASE(ready_fibers_take_turns_in_the_order_in_which_they_became_ready,
                        pool_of_three) {
  std::string order;
  for (const char name : {'a', 'b', 'c'}) {
    start_on(pool.at(0), [&order, name] {
      for (int turn = 0; turn < 3; ++turn) {
        order += name;
        worker::current()->yield();
      }
    });
  }
  pool.settle();
  BOOST_TEST(order == "abcabcabc");
}

BOOST_FIXTURE_TEST_CASE(a_ready_fiber_gets_its_turn_although_jobs_are_started_without_end,
                        pool_of_three) {
  worker& here = pool.at(0);
  int started = 0;
  std::function<void()> start_next = [&] {
    if (++started < 10'000) here.start(*new function_job(start_next));
  };
  int longest = 0;
  start_on(here, [&] {
    start_next();
    for (int turn = 0; turn < 50; ++turn) {
      const int before = started;
      here.yield();
      longest = std::max(longest, started - before);
    }
  });
  pool.settle();
  BOOST_TEST(started == 10'000);
  BOOST_TEST(longest > 1);
  BOOST_TEST(longest <= 128);
}

BOOST_FIXTURE_TEST_CASE(settle_returns_when_all_fibers_have_ended, pool_of_three) {
  std::atomic<int> ended{0};
  for (int i = 0; i < 300; ++i) {
    start_on(pool.at(static_cast<std::size_t>(i % 3)), [&ended, i] {
      for (int turn = 0; turn < i; ++turn) worker::current()->yield();
      ++ended;
    });
  }
  pool.settle();
  BOOST_TEST(ended == 300);
}

BOOST_FIXTURE_TEST_CASE(settle_waits_for_what_fibers_start_on_other_workers, pool_of_three) {
  std::atomic<int> hops{0};
  std::function<void()> hop = [&] {
    if (++hops < 3000) {
      start_on(pool.at(static_cast<std::size_t>(hops % 3)), [&hop] { hop(); });
    }
  };
  start_on(pool.at(1), [&hop] { hop(); });
  pool.settle();
  BOOST_TEST(hops == 3000);
}

BOOST_FIXTURE_TEST_CASE(settle_returns_at_once_when_nothing_happens, pool_of_three) {
  for (int i = 0; i < 1000; ++i) pool.settle();
  BOOST_TEST(worker::current() == &pool.at(0));
}

// The workers' last look may come before the blocking function is subtracted from the count.
BOOST_FIXTURE_TEST_CASE(settle_waits_for_blocking_functions_and_ends_10_000_times, pool_of_three) {
  int done = 0;
  for (int i = 0; i < 10'000; ++i) {
    start_on(pool.at(0), [&] {
      fiber& own = worker::current()->running();
      struct finished final : parcel {
        explicit finished(fiber& waiting) : waiting(waiting) {}
        void deliver() noexcept override {
          worker::current()->wake(waiting);
          delete this;
        }
        fiber& waiting;
      };
      pool.blocking().run([&] { pool.at(0).post(new finished(own)); });
      worker::current()->park();
      ++done;
    });
    pool.settle();
    if (done != i + 1) break;
  }
  BOOST_TEST(done == 10'000);
}

BOOST_FIXTURE_TEST_CASE(a_fiber_is_used_again_when_its_job_has_ended, pool_of_three) {
  std::set<fiber*> used;
  for (int i = 0; i < 100; ++i) {
    start_on(pool.at(1), [&used] { used.insert(&worker::current()->running()); });
    pool.settle();
  }
  BOOST_TEST(used.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(fibers_of_another_stack_size_are_kept_apart, pool_of_three) {
  worker& here = pool.at(0);
  std::set<std::size_t> sizes;
  for (const std::size_t size : {64 * 1024, 256 * 1024, 64 * 1024}) {
    here.start(
        *new function_job([&] { sizes.insert(worker::current()->running().stack_size()); }, size));
    pool.settle();
  }
  BOOST_TEST(sizes.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_job_for_whose_stack_there_is_no_memory_is_told_so, pool_of_three) {
  struct huge_job final : job {
    explicit huge_job(bool& told) : job(std::size_t{1} << 50), told(told) {}
    void run(fiber&) noexcept override {}
    void cannot_run() noexcept override { told = true; }
    const char* label() const noexcept override { return "huge"; }
    bool& told;
  };
  bool told = false;
  bool next_ran = false;
  huge_job huge(told);
  pool.at(0).start(huge);
  start_on(pool.at(0), [&next_ran] { next_ran = true; });
  pool.settle();
  BOOST_TEST(told);
  BOOST_TEST(next_ran);
}

BOOST_FIXTURE_TEST_CASE(parcels_get_their_turn_although_fibers_are_always_ready, pool_of_three) {
  std::atomic<bool> stop{false};
  start_on(pool.at(1), [&] {
    while (!stop) worker::current()->yield();
  });
  start_on(pool.at(1), [&] { stop = true; });
  pool.settle();
  BOOST_TEST(stop);
}

BOOST_FIXTURE_TEST_CASE(timers_get_their_turn_although_fibers_are_always_ready, pool_of_three) {
  struct alarm final : timer {
    void expired() noexcept override { rang = true; }
    std::atomic<bool> rang{false};
  };
  alarm alarm;
  start_on(pool.at(1), [&] {
    worker::current()->timers().arm(alarm, time.now() + 1ms);
    time.set(time.now() + 1ms);
    while (!alarm.rang) worker::current()->yield();
  });
  pool.settle();
  BOOST_TEST(alarm.rang);
}

BOOST_FIXTURE_TEST_CASE(the_next_timer_of_all_workers_is_the_earliest, pool_of_three) {
  struct alarm final : timer {
    void expired() noexcept override {}
  };
  alarm early, late;
  start_on(pool.at(1), [&] { worker::current()->timers().arm(late, time.now() + 20ms); });
  start_on(pool.at(2), [&] { worker::current()->timers().arm(early, time.now() + 10ms); });
  pool.settle();
  BOOST_TEST((pool.next_timer() == time.now() + 10ms));
  time.set(time.now() + 1s);
  pool.clock_has_moved();
  pool.settle();
  BOOST_TEST((pool.next_timer() == time_point::max()));
}

BOOST_FIXTURE_TEST_CASE(a_sleeping_worker_wakes_for_its_timer_by_the_real_clock, pool_of_three) {
  // The test needs a pool of its own: the fixture's clock does not move by itself.
  std::atomic<bool> rang{false};
  std::thread([&rang] {
    const world around = real_world();
    worker_pool own(1, around, 1);
    struct alarm final : timer {
      alarm(std::atomic<bool>& rang, worker& home) : rang(rang), home(home) {}
      void expired() noexcept override {
        rang = true;
        home.wake(*waiting);
      }
      std::atomic<bool>& rang;
      worker& home;
      fiber* waiting = nullptr;
    } alarm(rang, own.at(0));
    alarm.waiting = &own.at(0).running();
    own.at(0).timers().arm(alarm, around.time->now() + 3ms);
    own.at(0).park();
  }).join();
  BOOST_TEST(rang);
}

BOOST_FIXTURE_TEST_CASE(no_worker_gives_a_number_twice, pool_of_three) {
  std::set<std::uint64_t> numbers;
  for (std::size_t i = 0; i < 3; ++i) {
    start_on(pool.at(i), [&numbers] {
      for (int n = 0; n < 100; ++n) numbers.insert(worker::current()->next_number());
    });
    pool.settle();
  }
  BOOST_TEST(numbers.size() == 300U);
}

BOOST_AUTO_TEST_SUITE_END()
