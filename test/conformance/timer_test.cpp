// timer_bif_SUITE: timers for actors and names, and what is left of them.
#include "fauxtp/timer.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct timed : testing::node {
  bool timers_left() {
    duration for_ever = infinity;
    return step(for_ever);
  }
};

pid elsewhere(void (*act)()) { return spawn(spawn_options{.place = placement::spread}, act); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(timer_conformance, timed)

BOOST_AUTO_TEST_CASE(T01_start_timer_1_sends_a_timeout_that_names_its_timer) {
  const timer_ref timer = start_timer(1s, self(), "tea");
  advance(1s - 1ns);
  BOOST_TEST(next_message() == "nothing");
  advance(1ns);
  const timeout told = receive<timeout>();
  BOOST_TEST((told.timer == timer));
  BOOST_TEST(told.content == "tea");
}

BOOST_AUTO_TEST_CASE(T01_start_timer_1_cancelled_in_time_sends_nothing) {
  const timer_ref timer = start_timer(1s, self(), "tea");
  advance(300ms);
  BOOST_TEST((cancel_timer(timer) == duration(700ms)));
  advance(1s);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(T02_send_after_1_sends_the_message_itself) {
  send_after(1s, self(), tuple("a", "message"));
  advance(1s);
  BOOST_TEST(next_message() == R"(("a", "message"))");
}

BOOST_AUTO_TEST_CASE(T03_big_times_of_49_days_and_of_years_are_kept_to_the_millisecond) {
  for (const duration wait :
       {duration(std::chrono::milliseconds(1ll << 32)), duration(24h * 365)}) {
    const timer_ref given_up = start_timer(wait, self(), "no");
    BOOST_TEST((cancel_timer(given_up) == wait));
    start_timer(wait, self(), "yes");
    advance(wait - 1ms);
    BOOST_TEST(next_message() == "nothing");
    advance(1ms);
    BOOST_TEST(receive<timeout>().content == "yes");
  }
}

BOOST_AUTO_TEST_CASE(T04_send_after_2_of_several_times_come_in_the_order_of_the_times) {
  const std::array waits{5ms, 1ms, 3ms, 0ms, 2ms, 4ms};
  for (const auto wait : waits) send_after(wait, self(), wait.count());
  advance(5ms);
  for (const char* expected : {"0", "1", "2", "3", "4", "5"})
    BOOST_TEST(next_message() == expected);
}

BOOST_AUTO_TEST_CASE(T04_send_after_3_the_order_holds_for_an_actor_elsewhere) {
  const pid other = elsewhere(idle);
  std::vector<int> got;
  const pid collector = spawn([&got] {
    for (;;) got.push_back(receive<int>());
  });
  for (int i = 0; i < 1000; ++i) send_after(i < 500 ? 2ms : 1ms, collector, i);
  advance(2ms);
  int wrong = 0;
  for (int i = 0; i < 1000; ++i) wrong += got.at(static_cast<std::size_t>(i)) != (i + 500) % 1000;
  BOOST_TEST(wrong == 0);
  kill(collector);
  kill(other);
}

BOOST_AUTO_TEST_CASE(T05_cancel_timer_1_says_what_was_left_once) {
  const timer_ref timer = start_timer(15s, self(), "no");
  advance(3s);
  BOOST_TEST((cancel_timer(timer) == duration(12s)));
  BOOST_TEST(!cancel_timer(timer));
  const timer_ref expired = start_timer(1s, self(), "yes");
  advance(1s);
  BOOST_TEST(!cancel_timer(expired));
  BOOST_TEST(receive<timeout>().content == "yes");
}

BOOST_AUTO_TEST_CASE(T06_cancel_timer_sync_holds_from_every_worker_when_it_has_returned) {
  for (std::size_t i = 0; i < 2 * workers(); ++i) {
    std::vector<timer_ref> timers;
    for (int n = 0; n < 100; ++n) timers.push_back(start_timer(1h, self(), n));
    spawn(spawn_options{.place = placement::spread}, [timers, test = self()] {
      std::size_t cancelled = 0;
      for (const timer_ref& each : timers) cancelled += cancel_timer(each) == duration(1h);
      send(test, cancelled);
    });
    BOOST_TEST(receive<std::size_t>() == 100U);
    BOOST_TEST(!timers_left());
  }
}

BOOST_AUTO_TEST_CASE(T07_start_timer_e_and_cancel_timer_e_what_names_nothing_is_nothing) {
  for (const pid nobody : {pid(), pid(1'000'000, 1)}) {
    BOOST_TEST(!read_timer(start_timer(1s, nobody, 1)));
    BOOST_TEST(!read_timer(send_after(1s, nobody, 1)));
  }
  BOOST_TEST(!cancel_timer(timer_ref{}));
  BOOST_TEST(!read_timer(timer_ref{make_ref(), 0}));
  BOOST_TEST(!read_timer(timer_ref{make_ref(), 1000}));
  start_timer(-1s, self(), "at once");
  settle();
  BOOST_TEST(receive<timeout>().content == "at once");
  BOOST_TEST(!timers_left());
}

BOOST_AUTO_TEST_CASE(T08_read_timer_says_what_is_left_from_here_and_from_elsewhere) {
  const timer_ref timer = send_after(std::chrono::milliseconds(1ll << 33), self(), "no");
  advance(200ms);
  const duration left = std::chrono::milliseconds((1ll << 33) - 200);
  BOOST_TEST((read_timer(timer) == left));
  for (std::size_t i = 0; i < 2 * workers(); ++i) {
    spawn(spawn_options{.place = placement::spread},
          [timer, left, test = self()] { send(test, read_timer(timer) == left); });
    BOOST_TEST(receive<bool>());
  }
  BOOST_TEST((cancel_timer(timer) == left));
  BOOST_TEST(!read_timer(timer));
}

BOOST_AUTO_TEST_CASE(T09_cleanup_nothing_is_left_of_timers_that_are_over) {
  const auto held = std::make_shared<int>(1);
  const pid ended = elsewhere([] {});
  settle();
  start_timer(1h, ended, held);
  send_after(1h, ended, held);
  BOOST_TEST(held.use_count() == 1);

  const pid ends = elsewhere(puppet);
  const timer_ref theirs = start_timer(1h, ends, held);
  send_after(1h, ends, held);
  BOOST_TEST(read_timer(theirs).has_value());
  BOOST_TEST(held.use_count() == 3);
  kill(ends);
  settle();
  BOOST_TEST(!read_timer(theirs));
  BOOST_TEST(held.use_count() == 1);

  const pid stays = elsewhere(puppet);
  cancel_timer(start_timer(1h, stays, held));
  cancel_timer(send_after(1h, stays, held));
  settle();
  BOOST_TEST(held.use_count() == 1);
  kill(stays);

  start_timer(1s, self(), held);
  advance(1s);
  receive<timeout>();
  BOOST_TEST(held.use_count() == 1);
  BOOST_TEST(!timers_left());
}

// Large and small contents, to actors that wait and to actors that are busy, from here and from
// another actor.
BOOST_AUTO_TEST_CASE(T10_evil_timers_bring_what_they_were_given) {
  constexpr int timers = 200;
  const auto content = [](int number) {
    return tuple(number, list_of("bla", "blipp", binary(100'000, std::byte{1})),
                 map{{"pid", self()}, {"big", 111'111'111'111}});
  };
  for (const bool from_elsewhere : {false, true}) {
    for (const bool big : {false, true}) {
      const auto arm_all = [test = self(), big, content] {
        for (int i = 0; i < timers; ++i) {
          start_timer(std::chrono::milliseconds(i), test, big ? content(i) : term(i));
        }
      };
      from_elsewhere ? static_cast<void>(spawn(arm_all)) : arm_all();
      settle();
      int wrong = 0;
      for (int i = 0; i < timers; ++i) {
        const timeout told = receive<timeout>(0s).value();
        wrong += (big ? told.content[0] : told.content) != i;
        wrong += big && told.content[1][2].size() != 100'000U;
        advance(1ms);
      }
      BOOST_TEST(wrong == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(T11_registered_process_is_looked_up_when_the_time_has_come) {
  const auto expect_two = [](const timer_ref& timer) {
    const timeout told = receive<timeout>(0s).value();
    BOOST_TEST((told.timer == timer));
    BOOST_TEST(told.content == 1);
    BOOST_TEST(next_message() == "2");
  };
  cancel_timer(start_timer(1s, "tester", 1));
  cancel_timer(send_after(1s, "tester", 2));
  BOOST_TEST(!timers_left());

  const timer_ref before = start_timer(1s, "tester", 1);
  send_after(1s, "tester", 2);
  BOOST_TEST((read_timer(before) == duration(1s)));
  register_name("tester", self());
  advance(1s);
  expect_two(before);

  const timer_ref behind = start_timer(1s, "tester", 1);
  send_after(1s, "tester", 2);
  advance(1s);
  expect_two(behind);

  start_timer(1s, "tester", 1);
  unregister_name("tester");
  advance(1s);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(T12_same_time_yielding_thousands_at_one_instant_let_others_run) {
  const int timers = repetitions(100'000);
  for (int i = 0; i < timers; ++i) send_after(1s, self(), i);
  std::size_t seen = 0;  // in the mailbox when the other got its turn
  const pid other = spawn(spawn_options{.place = placement::here}, [&seen, test = self()] {
    receive(on("now", [] {}));
    seen = info(test).value().messages;
  });
  // Its message was armed first for that instant, so it runs before the rest have expired.
  advance(500ms);
  send_after(500ms, other, "now");
  for (int i = 0; i < timers; ++i) send_after(500ms, self(), timers + i);
  advance(500ms);
  int wrong = 0;
  for (int i = 0; i < 2 * timers; ++i) wrong += receive<int>() != i;
  BOOST_TEST(wrong == 0);
  BOOST_TEST(seen >= static_cast<std::size_t>(timers));
  BOOST_TEST(seen < static_cast<std::size_t>(timers) + 1000);
}

BOOST_AUTO_TEST_CASE(T12_same_time_yielding_with_cancel_each_is_sent_or_cancelled) {
  for (const bool elsewhere : {false, true}) {
    const int timers = repetitions(10'000);
    std::vector<timer_ref> armed;
    for (int i = 0; i < timers; ++i) armed.push_back(start_timer(1s, self(), i));
    const auto place = elsewhere ? placement::spread : placement::here;
    spawn(spawn_options{.place = place}, [armed, test = self()] {
      sleep(1s);  // the instant at which they expire
      int cancelled = 0;
      for (const timer_ref& each : armed) cancelled += cancel_timer(each).has_value();
      send(test, cancelled);
    });
    advance(1s);
    const int cancelled = receive<int>();
    int sent = 0;
    while (receive<timeout>(0s)) ++sent;
    BOOST_TEST(cancelled + sent == timers);
    BOOST_TEST(!timers_left());
  }
}

BOOST_AUTO_TEST_CASE(T13_auto_cancel_yielding_the_timers_of_who_ends_are_gone) {
  const auto held = std::make_shared<int>(1);
  const int timers = repetitions(100'000);
  const pid owner = elsewhere(puppet);
  tell(owner, [held, timers] {
    for (int i = 0; i < timers; ++i) start_timer(1h + i * 10ms, self(), held);
  });
  settle();
  BOOST_TEST(held.use_count() > timers);
  exit(owner, exit_reason("bang"));
  settle();
  BOOST_TEST(held.use_count() == 1);
  BOOST_TEST(!timers_left());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(T14_a_suspended_scheduler_keeps_its_timers_and_holds_up_no_other) {
  const fauxtp::node home({.workers = 2});
  std::atomic<bool> busy{false}, over{false};
  spawn(spawn_options{.place = placement::spread}, [&, test = self()] {
    send_after(1ms, self(), 0);
    busy = true;
    while (!over) {
    }
    send(test, tuple("kept", receive<int>()));
  });
  while (!busy) yield();
  const pid other = spawn(spawn_options{.place = placement::spread},
                          [test = self()] { send(test, receive<int>()); });
  send_after(1ms, other, 1);
  BOOST_TEST(receive<int>() == 1);
  over = true;
  BOOST_TEST(receive(on(tuple("kept", any), [](int number) { return number; })) == 0);
}
