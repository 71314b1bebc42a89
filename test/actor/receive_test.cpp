// Selective receive: which message is taken, which stay, and how long it waits.
#include "fauxtp/receive.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "actors.hpp"
#include "fauxtp/alias.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct apple {
  int number;
};
struct pear {
  int number;
};

std::string rest() {
  std::string all;
  for (std::string next; (next = next_message()) != "nothing";) all += next;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(receive_test)

BOOST_FIXTURE_TEST_CASE(O1_messages_of_one_sender_arrive_in_the_order_of_sending, testing::node) {
  spawn([test = self()] {
    for (int i = 0; i < 10'000; ++i) send(test, i);
  });
  int out_of_order = 0;
  for (int i = 0; i < 10'000; ++i) out_of_order += receive<int>() != i;
  BOOST_TEST(out_of_order == 0);
}

BOOST_FIXTURE_TEST_CASE(O1_the_order_holds_for_a_pair_through_many_senders, testing::node) {
  for (int sender = 0; sender < 4; ++sender) {
    spawn([test = self(), sender] {
      for (int i = 0; i < 1000; ++i) {
        send(test, tuple(sender, i));
        if (i % 10 == 0) yield();
      }
    });
  }
  int next[4] = {}, out_of_order = 0;
  for (int i = 0; i < 4000; ++i) {
    receive(on(tuple(any, any),
               [&](int sender, int number) { out_of_order += number != next[sender]++; }));
  }
  BOOST_TEST(out_of_order == 0);
}

BOOST_FIXTURE_TEST_CASE(O12_what_matches_nothing_stays_in_order, testing::node) {
  for (const char* each : {"a", "b", "c"}) send(self(), each);
  receive(on("b", [] {}));
  BOOST_TEST(rest() == "\"a\"\"c\"");
}

BOOST_FIXTURE_TEST_CASE(O12_after_zero_looks_through_the_whole_mailbox_first, testing::node) {
  for (int i = 0; i < 1000; ++i) send(self(), i);
  send(self(), "last");
  const bool found = receive(on("last", [] { return true; }), after(0s, [] { return false; }));
  BOOST_TEST(found);
  while (next_message() != "nothing") {
  }
}

BOOST_FIXTURE_TEST_CASE(the_oldest_message_that_matches_is_taken, testing::node) {
  send(self(), apple{1});
  send(self(), apple{2});
  BOOST_TEST(receive<apple>().number == 1);
  BOOST_TEST(receive<apple>().number == 2);
}

BOOST_FIXTURE_TEST_CASE(the_order_of_messages_comes_before_the_order_of_clauses, testing::node) {
  send(self(), pear{1});
  send(self(), apple{2});
  const int first = receive(on([](apple each) { return each.number; }),
                            on([](pear each) { return each.number; }));
  BOOST_TEST(first == 1);
  receive<apple>();
}

BOOST_FIXTURE_TEST_CASE(of_two_clauses_that_match_the_first_one_handles, testing::node) {
  send(self(), 5);
  const std::string who = receive(on(type<int>, [](int) { return std::string("first"); }),
                                  on(any, [](const term&) { return std::string("second"); }));
  BOOST_TEST(who == "first");
}

BOOST_FIXTURE_TEST_CASE(receive_waits_for_a_message_that_comes_later, testing::node) {
  const pid made = spawn([test = self()] { send(test, receive<int>() + 1); });
  settle();
  send(made, 1);
  BOOST_TEST(receive<int>() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_does_not_match_does_not_end_the_wait, testing::node) {
  const pid made = spawn([test = self()] { send(test, receive<apple>().number); });
  settle();
  send(made, pear{1});
  settle();
  BOOST_TEST(next_message() == "nothing");
  send(made, apple{2});
  settle();
  BOOST_TEST(next_message() == "2");
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_receive_and_leaves_the_rest_in_order, testing::node) {
  for (int i = 1; i <= 4; ++i) send(self(), i);
  send(self(), "inner");
  const int outer = receive(on(type<int>, [](int number) {
    receive(on("inner", [] {}));
    return number;
  }));
  BOOST_TEST(outer == 1);
  BOOST_TEST(rest() == "234");
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_take_the_messages_before_and_behind_its_own, testing::node) {
  for (const char* each : {"a", "b", "c", "d"}) send(self(), each);
  receive(on("c", [] {
    receive(on("b", [] {}));
    receive(on("d", [] {}));
  }));
  send(self(), "e");
  BOOST_TEST(rest() == "\"a\"\"e\"");
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_has_taken_its_message, testing::node) {
  send(self(), 1);
  send(self(), 2);
  BOOST_CHECK_THROW(receive(on(type<int>, [](int) { throw std::runtime_error("no"); })),
                    std::runtime_error);
  BOOST_TEST(rest() == "2");
}

BOOST_FIXTURE_TEST_CASE(after_runs_when_the_time_is_up, testing::node) {
  spawn([test = self()] {
    receive(on("never", [] {}), after(100ms, [] {}));
    send(test, "up");
  });
  advance(99ms);
  BOOST_TEST(next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(next_message() == "\"up\"");
}

BOOST_FIXTURE_TEST_CASE(other_messages_do_not_prolong_the_time, testing::node) {
  const pid made = spawn([test = self()] {
    receive(on("never", [] {}), after(100ms, [] {}));
    send(test, "up");
  });
  for (int i = 0; i < 10; ++i) {
    send(made, i);
    advance(10ms);
  }
  BOOST_TEST(next_message() == "\"up\"");
}

BOOST_FIXTURE_TEST_CASE(a_message_in_time_makes_after_void, testing::node) {
  const pid made = spawn([test = self()] {
    send(test, receive(on(type<int>, [](int number) { return number; }),
                       after(100ms, [] { return -1; })));
    send(test, receive<int>(1s).value_or(-2));
  });
  advance(99ms);
  send(made, 5);
  settle();
  BOOST_TEST(next_message() == "5");
  advance(500ms);
  BOOST_TEST(next_message() == "nothing");
  advance(500ms);
  BOOST_TEST(next_message() == "-2");
}

BOOST_FIXTURE_TEST_CASE(after_infinity_never_runs, testing::node) {
  const pid made = spawn([test = self()] {
    send(test, receive(on("go", [] { return 1; }), after(infinity, [] { return 2; })));
  });
  advance(1000 * 365 * 24h / 10);
  BOOST_TEST(next_message() == "nothing");
  send(made, "go");
  settle();
  BOOST_TEST(next_message() == "1");
}

BOOST_FIXTURE_TEST_CASE(after_a_time_that_cannot_be_counted_is_for_ever, testing::node) {
  const pid made = spawn([] { receive(on("never", [] {}), after(std::chrono::hours::max())); });
  advance(24h);
  BOOST_TEST(is_alive(made));
  kill(made);
  settle();
}

BOOST_FIXTURE_TEST_CASE(after_zero_takes_what_another_thread_has_sent_before, testing::node) {
  std::thread([test = self()] { send(test, 7); }).join();
  BOOST_TEST(receive<int>(0s).value_or(0) == 7);
}

BOOST_FIXTURE_TEST_CASE(after_a_negative_time_does_not_wait, testing::node) {
  BOOST_TEST(receive(on("never", [] { return 1; }), after(-5s, [] { return 2; })) == 2);
}

BOOST_FIXTURE_TEST_CASE(receive_of_a_type_with_a_time_is_nothing_when_it_is_up, testing::node) {
  spawn([test = self()] { send(test, receive<apple>(50ms).has_value()); });
  advance(50ms);
  BOOST_TEST(next_message() == "false");
}

BOOST_FIXTURE_TEST_CASE(sleep_takes_no_messages, testing::node) {
  const pid made = spawn([test = self()] {
    sleep(1s);
    send(test, receive<int>());
  });
  send(made, 3);
  advance(999ms);
  BOOST_TEST(next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(next_message() == "3");
}

BOOST_FIXTURE_TEST_CASE(sleeping_for_no_time_ends_without_the_clock_moving, testing::node) {
  advance(1s);
  spawn([test = self()] {
    sleep(0s);
    send(test, "awake");
  });
  settle();
  BOOST_TEST(next_message() == "\"awake\"");
}

BOOST_FIXTURE_TEST_CASE(a_message_may_hold_what_can_only_be_moved, testing::node) {
  send(self(), std::make_unique<int>(9));
  BOOST_TEST(*receive<std::unique_ptr<int>>() == 9);
}

BOOST_FIXTURE_TEST_CASE(sending_to_an_actor_that_has_ended_drops_the_message, testing::node) {
  const pid made = spawn([] {});
  settle();
  const auto held = std::make_shared<int>(1);
  send(made, held);
  settle();
  BOOST_TEST(held.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(messages_that_nobody_took_go_with_their_actor, testing::node) {
  const auto held = std::make_shared<int>(1);
  const pid made = spawn(idle);
  for (int i = 0; i < 10; ++i) send(made, held);
  settle();
  BOOST_TEST(held.use_count() == 11);
  kill(made);
  settle();
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(outside_an_actor_receive_is_a_logic_error) {
  BOOST_CHECK_THROW(receive<int>(), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(O11_no_message_has_priority_over_those_before_it, testing::node) {
  const alias urgent = make_alias();
  send(self(), "first");
  send(urgent, "urgent");
  settle();
  BOOST_TEST(receive<std::string>() == "first");
  BOOST_TEST(receive<std::string>() == "urgent");
}

BOOST_FIXTURE_TEST_CASE(O11_a_message_with_priority_lies_before_ordinary_ones, testing::node) {
  const alias urgent = make_priority_alias();
  send(self(), "one");
  send(self(), "two");
  send_priority(urgent, "first");
  send_priority(urgent, "second");
  send(urgent, "an ordinary one by that alias");
  settle();
  for (const char* next : {"first", "second", "one", "two", "an ordinary one by that alias"}) {
    BOOST_TEST(receive<std::string>(0s).value_or("nothing") == next);
  }
}

BOOST_FIXTURE_TEST_CASE(O11_an_alias_without_priority_gives_none, testing::node) {
  const alias plain = make_alias();
  send(self(), "one");
  send_priority(plain, "two");
  settle();
  BOOST_TEST(receive<std::string>() == "one");
  BOOST_TEST(receive<std::string>() == "two");
}

BOOST_FIXTURE_TEST_CASE(O11_a_receive_that_waits_sees_a_message_with_priority, testing::node) {
  const pid test = self();
  const pid waits = spawn_child([test] {
    send(test, make_priority_alias());
    for (int i = 0; i < 3; ++i) {
      receive(on(where([](int number) { return number >= 10; }),
                 [test](int number) { send(test, number); }));
    }
  });
  const alias urgent = receive<alias>();
  for (int i = 0; i < 5; ++i) send(waits, i);  // which nobody wants
  settle();
  send_priority(urgent, 5);  // nobody wants this either
  settle();
  send_priority(urgent, 10);
  send(waits, 11);
  settle();
  BOOST_TEST(receive<int>(0s).value_or(0) == 10);
  BOOST_TEST(receive<int>(0s).value_or(0) == 11);
  send(waits, 12);
  settle();
  BOOST_TEST(receive<int>(0s).value_or(0) == 12);
}

BOOST_FIXTURE_TEST_CASE(O11_a_message_with_priority_that_comes_while_one_looks_is_not_lost,
                        testing::node) {
  const alias urgent = make_priority_alias();
  for (int i = 0; i < 3; ++i) send(self(), i);
  int looks = 0;
  const int taken = receive(on(where([&](int number) {
                                 if (++looks == 2) send_priority(urgent, 10);
                                 return number >= 10;
                               }),
                               [](int number) { return number; }));
  BOOST_TEST(taken == 10);
  for (int i = 0; i < 3; ++i) BOOST_TEST(receive<int>(0s).value_or(-1) == i);
}

BOOST_FIXTURE_TEST_CASE(O11_the_shown_message_is_taken_although_one_has_come_before_it,
                        testing::node) {
  const alias urgent = make_priority_alias();
  send(self(), 1);
  const int taken = receive(on(where([&](int number) {
                                 if (number == 1) send_priority(urgent, 10);
                                 return number == 1;
                               }),
                               [](int number) { return number; }));
  BOOST_TEST(taken == 1);
  BOOST_TEST(receive<int>(0s).value_or(-1) == 10);
}

BOOST_FIXTURE_TEST_CASE(O11_signals_keep_their_order, testing::node) {
  trap_exit();
  const alias urgent = make_priority_alias();
  spawn_link({.place = placement::spread}, [urgent] {
    send(urgent.owner, "before");
    send_priority(urgent, "urgent");
    stop(exit_reason::shutdown);
  });
  settle();
  BOOST_TEST(receive<std::string>(0s).value_or("") == "urgent");
  BOOST_TEST(receive<std::string>(0s).value_or("") == "before");
  BOOST_TEST((receive<exit_signal>(0s).value().reason == exit_reason::shutdown));
}

BOOST_AUTO_TEST_SUITE_END()
