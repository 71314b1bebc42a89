// Threads that take turns: one at a time, in an order that follows from the seed.
#include "interleaving/turn_taker.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace fauxtp;
using namespace fauxtp::interleaving;
using namespace std::chrono_literals;

namespace {

/// Threads that take turns; each does the work, which is given its number.
struct players {
  explicit players(std::uint64_t seed) : turns(seed) {}

  template <class Work>
  void play(int number, Work work) {
    turn_taker::player& own = turns.add();
    std::vector<turn_taker::player*> others;
    for (int i = 1; i < number; ++i) others.push_back(&turns.add());
    turns.enter(own);
    std::vector<std::thread> threads;
    for (int i = 1; i < number; ++i) {
      threads.emplace_back([&, i] {
        turns.enter(*others[i - 1]);
        work(i);
        turns.leave();
      });
    }
    work(0);
    trace = turns.trace();
    turns.leave();
    for (std::thread& each : threads) each.join();
  }

  turn_taker turns;
  std::uint64_t trace = 0;
};

/// The order in which three threads take steps.
std::string order_of(std::uint64_t seed) {
  std::string order;  // without a lock: one thread runs at a time
  players all(seed);
  all.play(3, [&](int number) {
    for (int i = 0; i < 20; ++i) {
      runtime::interleaver::choice_point();
      order += static_cast<char>('a' + number);
    }
  });
  return order;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_order_and_others_give_others) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string order = order_of(seed);
    BOOST_TEST(order_of(seed) == order);
    orders.insert(order);
  }
  BOOST_TEST(orders.size() > 50);
}

BOOST_AUTO_TEST_CASE(one_thread_runs_at_a_time) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::atomic<int> running{0};
    std::atomic<int> most{0};
    players all(seed);
    all.play(4, [&](int) {
      for (int i = 0; i < 50; ++i) {
        most = std::max(most.load(), ++running);
        --running;
        runtime::interleaver::choice_point();
      }
    });
    BOOST_TEST(most == 1);
  }
}

BOOST_AUTO_TEST_CASE(who_sleeps_is_woken_at_its_time_and_nobody_waits_for_it) {
  players all(1);
  const auto begin = all.turns.time().now();
  const auto real = std::chrono::steady_clock::now();
  std::vector<int> woken;
  all.play(3, [&](int number) {
    all.turns.sleep(begin + (3 - number) * 1h);
    woken.push_back(number);
  });
  BOOST_TEST((woken == std::vector{2, 1, 0}));
  BOOST_TEST((all.turns.time().now() - begin >= 3h));
  BOOST_TEST((std::chrono::steady_clock::now() - real < 10s));
}

BOOST_AUTO_TEST_CASE(who_is_woken_before_it_sleeps_does_not_sleep) {
  turn_taker turns(1);
  turn_taker::player& own = turns.add();
  turns.enter(own);
  turns.wake(own);
  turns.sleep(runtime::time_point::max());
  BOOST_TEST(turns.steps() == 0u);
  turns.leave();
}

BOOST_AUTO_TEST_CASE(a_thread_that_it_does_not_know_wakes_one_when_all_sleep) {
  turn_taker turns(1);
  turn_taker::player& own = turns.add();
  turns.enter(own);
  std::thread stranger([&] { turns.wake(own); });
  turns.sleep(runtime::time_point::max());
  stranger.join();
  BOOST_TEST(turns.steps() == 0u);
  turns.leave();
}

BOOST_AUTO_TEST_CASE(a_function_is_called_at_its_step_and_only_the_last_one) {
  turn_taker turns(1);
  turns.enter(turns.add());
  std::vector<std::uint64_t> called;
  turns.after_steps(3, [&] { called.push_back(0); });
  turns.after_steps(5, [&] { called.push_back(turns.steps()); });
  for (int i = 0; i < 20; ++i) runtime::interleaver::choice_point();
  turns.after_steps(2, [&] { called.push_back(0); });
  turns.after_steps(0, nullptr);
  for (int i = 0; i < 20; ++i) runtime::interleaver::choice_point();
  BOOST_TEST((called == std::vector<std::uint64_t>{6}));
  turns.leave();
}

BOOST_AUTO_TEST_CASE(it_is_told_for_how_long_somebody_could_always_run) {
  turn_taker turns(1);
  turns.enter(turns.add());
  std::vector<runtime::nanoseconds> told;
  turns.when_busy_for(100us, [&](runtime::nanoseconds busy) { told.push_back(busy); });
  const auto go_on_for = [&](runtime::nanoseconds time) {
    const auto end = turns.time().now() + time;
    while (turns.time().now() < end) runtime::interleaver::choice_point();
  };
  go_on_for(250us);
  BOOST_REQUIRE(told.size() == 2u);
  BOOST_TEST((told[0] >= 100us && told[0] < 110us));
  BOOST_TEST((told[1] >= 200us && told[1] < 210us));
  turns.sleep(turns.time().now() + 1h);
  go_on_for(90us);
  turns.sleep(turns.time().now() + 1h);
  go_on_for(90us);
  BOOST_TEST(told.size() == 2u);
  turns.when_busy_for({}, nullptr);
  go_on_for(1ms);
  BOOST_TEST(told.size() == 2u);
  turns.leave();
}

BOOST_AUTO_TEST_CASE(it_is_known_at_which_lines_threads_have_met_and_whether_another_one_went_on) {
  players all(1);
  all.play(2, [&](int number) {
    for (int i = 0; i < 100; ++i) runtime::interleaver::choice_point();
    if (number == 0) all.turns.sleep(all.turns.time().now() + 1h);
    if (number == 0) runtime::interleaver::choice_point();  // the other one has left
  });
  std::vector<bool> used;
  for (const auto& [place, is_used] : all.turns.meetings()) {
    BOOST_TEST(place.find("turn_taker_test.cpp:") != place.npos);
    used.push_back(is_used);
  }
  BOOST_TEST((used == std::vector{true, false}));
}
