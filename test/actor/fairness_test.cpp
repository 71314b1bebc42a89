// No actor is pre-empted, but an actor that waits, yields or takes messages lets other actors run.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Its mailbox is never empty.
void talks_to_itself() {
  for (send(self(), 1);;) send(self(), receive<int>());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fairness_test)

BOOST_FIXTURE_TEST_CASE(an_actor_whose_mailbox_never_empties_does_not_starve_others,
                        testing::node) {
  std::vector<pid> busy;
  for (std::size_t i = 0; i < workers(); ++i) busy.push_back(spawn(talks_to_itself));
  for (std::size_t i = 0; i < 2 * workers(); ++i) {
    spawn([test = self()] { send(test, "had a turn"); });
    BOOST_TEST(receive<std::string>() == "had a turn");
  }
  for (const pid each : busy) kill(each);
  settle();
}

BOOST_FIXTURE_TEST_CASE(an_actor_whose_mailbox_never_empties_can_be_killed, testing::node) {
  const monitored made = spawn_monitor(talks_to_itself);
  for (int i = 0; i < 10; ++i) yield();
  kill(made.actor);
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_yields_lets_others_run, testing::node) {
  const pid polite = spawn([] {
    for (;;) yield();
  });
  spawn([test = self()] { send(test, 1); });
  BOOST_TEST(receive<int>() == 1);
  kill(polite);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_yields_can_be_killed, testing::node) {
  const monitored made = spawn_monitor([] {
    for (;;) yield();
  });
  kill(made.actor);
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(two_actors_that_only_talk_to_each_other_do_not_hold_up_timers,
                        testing::node) {
  const pid one = spawn([] {
    for (;;) send(receive<pid>(), self());
  });
  const pid two = spawn([one] {
    for (send(one, self());;) send(receive<pid>(), self());
  });
  send_after(0s, self(), 1);
  BOOST_TEST(receive<int>() == 1);
  kill(one);
  kill(two);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_actors_in_a_ring_pass_a_token_round_ten_times, testing::node) {
  const pid test = self();
  pid next = test;
  for (int i = 0; i < 1000; ++i) {
    next = spawn_child([next] {
      for (int round = 0; round < 10; ++round) send(next, receive<int>() + 1);
    });
  }
  const pid first = next;
  int token = 0;
  for (int round = 0; round < 10; ++round) {
    send(first, token);
    token = receive<int>();
  }
  BOOST_TEST(token == 10'000);
}

BOOST_AUTO_TEST_SUITE_END()
