// Timers: when they expire, in which order, and when they do not.
#include "runtime/timer_wheel.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <random>
#include <vector>

using namespace fauxtp::runtime;
using namespace std::chrono_literals;

namespace {

struct recorder final : timer {
  explicit recorder(std::function<void()> action) : action(std::move(action)) {}
  void expired() noexcept override { action(); }
  std::function<void()> action;
};

struct wheel_with_log {
  static constexpr nanoseconds tick = timer_wheel::tick;

  timer_wheel wheel;
  time_point now{1h};
  std::vector<int> log;
  std::vector<std::unique_ptr<recorder>> made;

  timer& at(nanoseconds wait, int number) {
    made.push_back(std::make_unique<recorder>([this, number] { log.push_back(number); }));
    wheel.arm(*made.back(), now + wait);
    return *made.back();
  }
  void move(nanoseconds step) { wheel.advance(now += step); }
};

std::vector<int> numbers(std::initializer_list<int> values) { return values; }

}  // namespace

BOOST_AUTO_TEST_SUITE(timer_wheel_test)

BOOST_FIXTURE_TEST_CASE(timers_expire_in_the_order_of_their_deadlines, wheel_with_log) {
  at(30ms, 3);
  at(10ms, 1);
  at(20ms, 2);
  move(30ms);
  BOOST_TEST(log == numbers({1, 2, 3}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(timers_of_one_instant_expire_in_the_order_of_arming, wheel_with_log) {
  for (int i = 0; i < 100; ++i) at(5000ms, i);
  move(5000ms);
  std::vector<int> in_order;
  for (int i = 0; i < 100; ++i) in_order.push_back(i);
  BOOST_TEST(log == in_order, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(one_instant_keeps_its_order_when_armed_from_far_and_near, wheel_with_log) {
  at(10'000 * tick, 1);  // lies some levels above when the second one is armed
  move(9'999 * tick);
  at(tick, 2);
  move(tick);
  BOOST_TEST(log == numbers({1, 2}), boost::test_tools::per_element());
}

// 4096 ticks are a full turn of two levels, so both timers lie in one slot when the first one
// expires.
BOOST_FIXTURE_TEST_CASE(what_was_armed_first_comes_before_what_an_expiry_arms, wheel_with_log) {
  now = time_point(0ms);
  recorder rearming([this] { at(4 * tick, 2); });
  wheel.arm(rearming, now + 4096 * tick);
  at(4100 * tick, 1);
  now = time_point(4096 * tick);
  wheel.advance(now);
  move(4 * tick);
  BOOST_TEST(log == numbers({1, 2}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_timer_does_not_expire_a_nanosecond_early, wheel_with_log) {
  at(10ms, 1);
  move(10ms - 1ns);
  BOOST_TEST(log.empty());
  move(1ns);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_between_two_ticks_waits_for_the_later_one, wheel_with_log) {
  at(10ms + 1ns, 1);
  move(10ms + 1ns);
  BOOST_TEST(log.empty());
  move(tick);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(no_timer_of_random_length_expires_early_or_a_tick_late, wheel_with_log) {
  std::mt19937_64 random(1);
  int wrong = 0;
  std::size_t expired = 0;
  for (int i = 0; i < 10'000; ++i) {
    const time_point deadline = now + nanoseconds(random() % 100'000'000'000);
    made.push_back(std::make_unique<recorder>([&, deadline] {
      ++expired;
      if (now < deadline || now >= deadline + 7ms + tick) ++wrong;
    }));
    wheel.arm(*made.back(), deadline);
  }
  for (int i = 0; i < 100'000 / 7 + 2; ++i) move(7ms);
  BOOST_TEST(expired == 10'000U);
  BOOST_TEST(wrong == 0);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_in_49_days_is_kept_to_the_tick, wheel_with_log) {
  const auto wait = 49 * 24h + 17h + 2min + 47'296ms;  // 2^32 ms
  at(wait, 1);
  move(wait - tick);
  BOOST_TEST(log.empty());
  move(tick);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_in_ten_years_is_kept_to_the_tick, wheel_with_log) {
  const auto wait = 10 * 365 * 24h;
  at(wait, 1);
  for (int year = 0; year < 9; ++year) move(365 * 24h);
  move(365 * 24h - tick);
  BOOST_TEST(log.empty());
  move(tick);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_at_the_end_of_time_does_not_expire, wheel_with_log) {
  recorder never([this] { log.push_back(0); });
  wheel.arm(never, time_point::max());
  move(100 * 365 * 24h);
  BOOST_TEST(log.empty());
}

BOOST_FIXTURE_TEST_CASE(a_deadline_at_the_end_of_time_wakes_nobody_now, wheel_with_log) {
  recorder never([] {});
  wheel.arm(never, time_point::max());
  recorder hardly([] {});
  wheel.arm(hardly, time_point::max() - 1ns);
  wheel.advance(now);
  BOOST_TEST((wheel.next() > now + 24h));
}

BOOST_FIXTURE_TEST_CASE(a_deadline_of_now_expires_without_the_clock_moving, wheel_with_log) {
  at(1ms, 1);
  move(1ms);
  at(0ms, 2);
  wheel.advance(now);
  BOOST_TEST(log == numbers({1, 2}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_deadline_that_has_passed_expires_at_the_next_look, wheel_with_log) {
  move(100ms);
  at(-50ms, 1);
  wheel.advance(now);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_timer_does_not_expire, wheel_with_log) {
  timer& cancelled = at(10ms, 1);
  at(10ms, 2);
  wheel.cancel(cancelled);
  move(1s);
  BOOST_TEST(log == numbers({2}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_last_timer_of_an_instant_may_be_cancelled_before_another_comes,
                        wheel_with_log) {
  at(10ms, 1);
  wheel.cancel(at(10ms, 2));
  at(10ms, 3);
  move(10ms);
  BOOST_TEST(log == numbers({1, 3}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(cancelling_twice_is_cancelling_once, wheel_with_log) {
  timer& cancelled = at(10ms, 1);
  wheel.cancel(cancelled);
  wheel.cancel(cancelled);
  BOOST_TEST(wheel.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_cancel_another_one_of_its_instant, wheel_with_log) {
  recorder first([this] { wheel.cancel(*made.front()); });
  wheel.arm(first, now + 10ms);
  at(10ms, 1);
  move(10ms);
  BOOST_TEST(log.empty());
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_be_armed_again_when_it_expires, wheel_with_log) {
  recorder every([this, &every] {
    log.push_back(static_cast<int>(log.size()));
    if (log.size() < 5) wheel.arm(every, every.deadline() + 100ms);
  });
  wheel.arm(every, now + 100ms);
  move(300ms);
  BOOST_TEST(log.size() == 3U);
  move(300ms);
  BOOST_TEST(log.size() == 5U);
}

BOOST_FIXTURE_TEST_CASE(a_timer_that_arms_itself_for_now_does_not_hold_time_up, wheel_with_log) {
  recorder greedy([this, &greedy] {
    log.push_back(0);
    wheel.arm(greedy, now);
  });
  wheel.arm(greedy, now);
  wheel.advance(now);
  wheel.cancel(greedy);
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(next_is_not_after_the_first_deadline, wheel_with_log) {
  at(100ms, 1);
  at(7ms, 2);
  BOOST_TEST((wheel.next() <= now + 7ms));
}

BOOST_FIXTURE_TEST_CASE(who_looks_whenever_next_says_soon_meets_each_deadline, wheel_with_log) {
  const auto wait = 123'456'789ms;
  at(wait, 1);
  const time_point start = now;
  int looks = 0;
  while (log.empty() && ++looks < 100) {
    now = std::max(now, wheel.next());
    wheel.advance(now);
  }
  BOOST_TEST((now == start + wait));
  BOOST_TEST(looks <= 8);  // one for each level at most
}

BOOST_FIXTURE_TEST_CASE(next_is_the_end_of_time_when_nothing_is_armed, wheel_with_log) {
  timer& only = at(10ms, 1);
  wheel.cancel(only);
  BOOST_TEST((wheel.next() == time_point::max()));
}

BOOST_FIXTURE_TEST_CASE(the_first_expiry_is_exact_however_far_away_it_is, wheel_with_log) {
  BOOST_TEST((wheel.first_expiry() == time_point::max()));
  for (const nanoseconds wait : {nanoseconds(10 * tick), nanoseconds(10ms), nanoseconds(10s),
                                 nanoseconds(10 * 24h), nanoseconds(1000 * 24h)}) {
    timer& later = at(wait + tick, 2);
    timer& first = at(wait, 1);
    timer& last = at(wait + 2 * tick, 3);
    BOOST_TEST((wheel.first_expiry() == now + wait));
    BOOST_TEST((wheel.next() <= now + wait));
    for (timer* each : {&later, &first, &last}) wheel.cancel(*each);
  }
}

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_timers_expire_in_order, wheel_with_log) {
  std::mt19937_64 random(2);
  std::vector<std::pair<nanoseconds, int>> expected;
  for (int i = 0; i < 100'000; ++i) {
    const nanoseconds wait = std::chrono::milliseconds(1 + random() % 3'600'000);
    expected.emplace_back(wait, i);
    at(wait, i);
  }
  std::ranges::stable_sort(expected, {}, [](const auto& each) { return each.first; });
  for (int i = 0; i < 3600; ++i) move(1s);
  BOOST_REQUIRE(log.size() == expected.size());
  BOOST_TEST(
      std::ranges::equal(log, expected, {}, {}, [](const auto& each) { return each.second; }));
}

BOOST_FIXTURE_TEST_CASE(what_is_due_may_expire_in_several_turns_and_keeps_its_order,
                        wheel_with_log) {
  for (int i = 0; i < 1000; ++i) at(i / 100 * tick, i);
  now += 1s;
  for (std::size_t turn = 1; turn <= 10; ++turn) {
    BOOST_TEST((wheel.next() <= now));
    wheel.advance(now, 100);
    BOOST_TEST(log.size() == 100 * turn);
    if (turn == 5) at(0s, 1000);  // comes after all timers that are due
  }
  wheel.advance(now, 100);
  BOOST_TEST(std::ranges::is_sorted(log));
  BOOST_TEST(log.size() == 1001U);
  BOOST_TEST((wheel.next() == time_point::max()));
}

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_cancelled_timers_leave_nothing, wheel_with_log) {
  for (int i = 0; i < 100'000; ++i) at(i * tick, i);
  for (const auto& timer : made) wheel.cancel(*timer);
  BOOST_TEST(wheel.size() == 0U);
  move(1h);
  BOOST_TEST(log.empty());
}

BOOST_AUTO_TEST_SUITE_END()
