// receive_SUITE: what a receive costs, and what it leaves.
#include "fauxtp/receive.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "actor/actors.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct question {
  using reply = int;
  int number;
};

class echo : public gen_server<echo, calls<question>> {
 public:
  int handle_call(question asked, from) { return asked.number; }
};

/// How long `calls` calls take, by the real clock.
std::chrono::nanoseconds time_of_calls(pid server, int calls) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call(server, question{i});
  return std::chrono::steady_clock::now() - begin;
}

void fill_mailbox(int messages) {
  for (int i = 0; i < messages; ++i) send(self(), tuple("irrelevant", i));
}

void empty_mailbox() {
  while (receive(on(any, [](const term&) { return true; }), after(0s, [] { return false; }))) {
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(receive_conformance, testing::node)

BOOST_AUTO_TEST_CASE(R01_call_with_huge_message_queue_costs_as_much_as_with_an_empty_one) {
  const pid server = start<echo>();
  const int calls = repetitions(10'000);
  time_of_calls(server, calls);
  const auto empty = std::min(time_of_calls(server, calls), time_of_calls(server, calls));
  fill_mailbox(repetitions(500'000));
  const auto full = std::min(time_of_calls(server, calls), time_of_calls(server, calls));
  BOOST_TEST(full / 10 < empty);  // a scan of the mailbox would cost a thousand times as much
  empty_mailbox();
  kill(server);
}

BOOST_AUTO_TEST_CASE(R02_receive_in_between_calls_takes_what_it_wants_and_nothing_else) {
  const pid server = start<echo>();
  int wrong = 0;
  for (int i = 0; i < repetitions(10'000); ++i) {
    send(self(), tuple("first", i));
    wrong += call(server, question{i}) != i;
    send(self(), tuple("second", i));
    wrong += receive(on(tuple("second", any), [](int number) { return number; })) != i;
    wrong += call(server, question{-i}) != -i;
    wrong += receive(on(tuple("first", any), [](int number) { return number; })) != i;
  }
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
  kill(server);
}

BOOST_AUTO_TEST_CASE(R03_a_selective_receive_keeps_the_order_of_the_rest) {
  for (int i = 0; i < 1000; ++i) send(self(), i);
  for (int i = 0; i < 1000; i += 3) receive(on(i, [] {}));
  int wrong = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i % 3 != 0) wrong += receive<int>() != i;
  }
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(R04_multi_recv_of_two_kinds_out_of_a_full_mailbox) {
  const int rounds = repetitions(2000);
  for (int i = 0; i < 10'000; ++i) send(self(), "noise");
  for (int i = 0; i < rounds; ++i) {
    spawn([test = self(), i] {
      send(test, tuple("first", i));
      send(test, tuple("second", i));
    });
    if (i % 100 == 99) settle();
  }
  settle();
  int first = 0, second = 0;
  for (int i = 0; i < 2 * rounds; ++i) {
    receive(on(tuple("first", any), [&](int) { ++first; }),
            on(tuple("second", any), [&](int) { ++second; }));
  }
  BOOST_TEST(first == rounds);
  BOOST_TEST(second == rounds);
  empty_mailbox();
}

BOOST_AUTO_TEST_CASE(R05_after_no_time_the_whole_mailbox_was_looked_through) {
  for (int i = 0; i < 10'000; ++i) send(self(), i);
  BOOST_TEST(receive(on(9'999, [] { return true; }), after(0s, [] { return false; })));
  BOOST_TEST(!receive(on(9'999, [] { return true; }), after(0s, [] { return false; })));
  empty_mailbox();
}

BOOST_AUTO_TEST_CASE(R06_a_receive_in_a_handler_does_not_lose_what_the_outer_one_left) {
  for (int i = 0; i < 10; ++i) send(self(), i);
  std::vector<int> taken;
  receive(on(5, [&] {
    taken.push_back(5);
    receive(on(2, [&] {
      taken.push_back(2);
      receive(on(8, [&] { taken.push_back(8); }));
    }));
  }));
  for (int i = 0; i < 7; ++i) taken.push_back(receive<int>());
  BOOST_TEST((taken == std::vector{5, 2, 8, 0, 1, 3, 4, 6, 7, 9}));
}

BOOST_AUTO_TEST_SUITE_END()
