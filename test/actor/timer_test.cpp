// Messages that are sent later, and timers that are cancelled.
#include "fauxtp/timer.hpp"

#include <boost/test/unit_test.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(timer_test)

BOOST_FIXTURE_TEST_CASE(a_message_is_sent_after_its_time_and_not_before, testing::node) {
  send_after(1s, self(), "now");
  advance(1s - 1ns);
  BOOST_TEST(next_message() == "nothing");
  advance(1ns);
  BOOST_TEST(next_message() == "\"now\"");
}

BOOST_FIXTURE_TEST_CASE(N2_a_timer_may_be_named_in_its_message, testing::node) {
  const timer_ref timer = start_timer(1s, self(), "tea");
  advance(1s);
  const timeout told = receive<timeout>();
  BOOST_TEST((told.timer == timer));
  BOOST_TEST(to_string(told.content) == "\"tea\"");
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_overdue_has_no_time_left) {
  const fauxtp::node here;
  const timer_ref timer = send_after(1ms, self(), "now");
  const auto end = std::chrono::steady_clock::now() + 3ms;
  while (std::chrono::steady_clock::now() < end) {
  }
  BOOST_TEST((read_timer(timer) == duration::zero()));
  BOOST_TEST(receive<std::string>() == "now");
}

BOOST_FIXTURE_TEST_CASE(messages_for_one_instant_are_sent_in_the_order_of_the_calls,
                        testing::node) {
  for (int i = 0; i < 100; ++i) send_after(1s, self(), i);
  advance(1s);
  int out_of_order = 0;
  for (int i = 0; i < 100; ++i) out_of_order += receive<int>() != i;
  BOOST_TEST(out_of_order == 0);
}

BOOST_FIXTURE_TEST_CASE(one_instant_keeps_its_order_when_asked_for_from_afar_and_from_near,
                        testing::node) {
  send_after(10s, self(), 1);
  advance(9s);
  send_after(1s, self(), 2);
  advance(1s);
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "2");
}

BOOST_FIXTURE_TEST_CASE(messages_are_sent_in_the_order_of_their_times, testing::node) {
  send_after(3s, self(), 3);
  send_after(1s, self(), 1);
  send_after(2s, self(), 2);
  advance(3s);
  for (const char* expected : {"1", "2", "3"}) BOOST_TEST(next_message() == expected);
}

BOOST_FIXTURE_TEST_CASE(a_message_for_no_time_is_sent_without_the_clock_moving, testing::node) {
  advance(1s);
  send_after(0s, self(), "now");
  settle();
  BOOST_TEST(next_message() == "\"now\"");
}

BOOST_FIXTURE_TEST_CASE(a_negative_time_is_no_time, testing::node) {
  send_after(-5h, self(), "now");
  settle();
  BOOST_TEST(next_message() == "\"now\"");
}

BOOST_FIXTURE_TEST_CASE(a_message_for_the_end_of_time_can_be_taken_back, testing::node) {
  const timer_ref timer = send_after(infinity, self(), "never");
  advance(24h);
  BOOST_TEST(next_message() == "nothing");
  BOOST_TEST((cancel_timer(timer) > 24h));
}

BOOST_FIXTURE_TEST_CASE(N2_a_cancelled_message_is_not_sent, testing::node) {
  cancel_timer(send_after(1s, self(), "no"));
  advance(2s);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(N2_cancelling_returns_what_was_left, testing::node) {
  const timer_ref timer = send_after(10s, self(), "no");
  advance(4s);
  BOOST_TEST((cancel_timer(timer) == 6s));
}

BOOST_FIXTURE_TEST_CASE(N2_cancelling_what_was_sent_is_nothing_and_leaves_the_message,
                        testing::node) {
  const timer_ref timer = send_after(1s, self(), "sent");
  advance(1s);
  BOOST_TEST(!cancel_timer(timer).has_value());
  BOOST_TEST(next_message() == "\"sent\"");
}

BOOST_FIXTURE_TEST_CASE(cancelling_twice_is_nothing_the_second_time, testing::node) {
  const timer_ref timer = send_after(1s, self(), "no");
  BOOST_TEST(cancel_timer(timer).has_value());
  BOOST_TEST(!cancel_timer(timer).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_reference_that_names_no_timer_is_nothing, testing::node) {
  BOOST_TEST(!cancel_timer({}).has_value());
  BOOST_TEST(!cancel_timer({make_ref(), 1000}).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_actor_on_any_worker_may_cancel, testing::node) {
  std::vector<timer_ref> timers;
  for (int i = 0; i < 8; ++i) timers.push_back(send_after(10s, self(), "no"));
  for (const timer_ref& timer : timers) {
    spawn([timer, test = self()] { send(test, cancel_timer(timer) == 10s); });
  }
  int cancelled = 0;
  for (int i = 0; i < 8; ++i) cancelled += receive<bool>();
  BOOST_TEST(cancelled == 8);
  advance(10s);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_timer_outlives_the_actor_that_armed_it, testing::node) {
  spawn([test = self()] { send_after(1s, test, "legacy"); });
  advance(1s);
  BOOST_TEST(next_message() == "\"legacy\"");
}

BOOST_FIXTURE_TEST_CASE(a_timer_goes_at_once_with_the_actor_that_it_is_for, testing::node) {
  const auto held = std::make_shared<int>(1);
  const pid other = spawn(idle);
  const timer_ref timer = send_after(1h, other, held);
  BOOST_TEST((read_timer(timer) == duration(1h)));
  kill(other);
  settle();
  BOOST_TEST(held.use_count() == 1);
  BOOST_TEST(!read_timer(timer));
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_be_for_an_actor_of_another_node, testing::node) {
  std::promise<pid> theirs;
  std::promise<std::string> got;
  std::thread elsewhere([&] {
    const fauxtp::node there({.workers = 1});
    theirs.set_value(self());
    got.set_value(receive<std::string>());
  });
  send_after(1s, theirs.get_future().get(), "hello");
  advance(1s);
  BOOST_TEST(got.get_future().get() == "hello");
  elsewhere.join();
}

BOOST_FIXTURE_TEST_CASE(a_message_for_who_has_ended_is_dropped, testing::node) {
  const auto held = std::make_shared<int>(1);
  const pid other = spawn(idle);
  send_after(1s, other, held);
  kill(other);
  advance(1s);
  BOOST_TEST(held.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_sends_itself_ticks_keeps_its_pace, testing::node) {
  const pid ticking = spawn([test = self()] {
    for (int i = 0;; ++i) {
      send_after(100ms, self(), i);
      send(test, receive<int>());
    }
  });
  advance(1s);
  int ticks = 0;
  while (receive<int>(0s)) ++ticks;
  BOOST_TEST(ticks == 10);
  kill(ticking);
}

BOOST_AUTO_TEST_CASE(a_node_that_ends_gives_back_what_its_timers_hold) {
  const auto held = std::make_shared<int>(1);
  {
    testing::node home;
    send_after(1h, self(), held);
  }
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(outside_an_actor_send_after_is_a_logic_error) {
  BOOST_CHECK_THROW(send_after(1s, pid(), 1), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(now_stands_still_until_the_test_moves_time, testing::node) {
  const time_point before = now();
  BOOST_TEST((deadline_after(2s) == before + 2s));
  BOOST_TEST((deadline_after(infinity) == time_point::max()));
  advance(2s);
  BOOST_TEST((now() == before + 2s));
}

// Intervals.

BOOST_FIXTURE_TEST_CASE(an_interval_sends_at_each_multiple_of_its_period_until_it_is_cancelled,
                        testing::node) {
  const timer_ref clock = send_interval(3s, self(), "tick");
  advance(3s - 1ns);
  BOOST_TEST(next_message() == "nothing");
  for (int i = 0; i < 100; ++i) {
    advance(3s);
    BOOST_TEST(next_message() == "\"tick\"");
    BOOST_TEST(next_message() == "nothing");
  }
  BOOST_TEST((read_timer(clock) == duration(1ns)));
  BOOST_TEST((cancel_timer(clock) == duration(1ns)));
  advance(9s);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(an_interval_ends_with_its_receiver, testing::node) {
  const pid other = spawn({.place = placement::spread}, [] { receive(on("end", [] {})); });
  const timer_ref clock = send_interval(1s, other, "tick");
  advance(5s);
  BOOST_TEST(read_timer(clock).has_value());
  send(other, "end");
  settle();
  BOOST_TEST(!read_timer(clock).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_interval_for_a_name_goes_on_while_nobody_has_it, testing::node) {
  const timer_ref clock = send_interval(1s, "clerk", "tick");
  advance(2s);
  register_name("clerk", self());
  BOOST_TEST(next_message() == "nothing");
  advance(1s);
  BOOST_TEST(next_message() == "\"tick\"");
  BOOST_TEST(cancel_timer(clock).has_value());
}

BOOST_AUTO_TEST_CASE(times_that_a_busy_worker_has_missed_are_left_out) {
  const fauxtp::node here;
  const timer_ref clock = send_interval(2ms, self(), "tick");
  const auto end = std::chrono::steady_clock::now() + 50ms;
  while (std::chrono::steady_clock::now() < end) {
  }
  BOOST_TEST(receive<std::string>() == "tick");
  BOOST_TEST(cancel_timer(clock).has_value());
  BOOST_TEST(!receive<std::string>(0s));
}

BOOST_FIXTURE_TEST_CASE(an_interval_without_a_period_is_refused, testing::node) {
  BOOST_CHECK_THROW(send_interval(0s, self(), "tick"), std::invalid_argument);
  BOOST_CHECK_THROW(send_interval(-1s, self(), "tick"), std::invalid_argument);
  struct cannot_be_copied {
    std::unique_ptr<int> owner;
  };
  BOOST_CHECK_THROW(send_interval(1s, self(), cannot_be_copied{}), bad_term);
  send_interval(infinity, self(), "never");
  advance(1h);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
