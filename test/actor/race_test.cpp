// Two things at the same time, many times over. With one worker the order is always the same; with
// more, every interleaving is met sooner or later.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

// As many as take a second or two. Between threads a round costs a wake-up, 20 to 100 µs.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int slower = 20;
#else
constexpr int slower = 1;
#endif

struct racing : testing::node {
  const int rounds = (workers() == 1 ? 100'000 : 25'000) / slower;
};

const placement anywhere = placement::spread;

exit_reason await(ref monitor) {
  return receive(on(where([monitor](const down& end) { return end.monitor == monitor; }),
                    [](down end) { return end.reason; }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(race_test)

BOOST_FIXTURE_TEST_CASE(a_name_given_while_its_actor_ends_is_free_on_the_down, racing) {
  int still_named = 0;
  for (int i = 0; i < rounds; ++i) {
    const pid ending = spawn(spawn_options{.place = anywhere}, [] {});
    const ref end = monitor(ending);
    register_name("racing", ending);
    await(end);
    still_named += static_cast<bool>(whereis("racing"));
  }
  BOOST_TEST(still_named == 0);
  BOOST_TEST(registered().empty());
}

BOOST_FIXTURE_TEST_CASE(a_monitor_set_while_its_actor_ends_gives_exactly_one_down, racing) {
  int wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    const ref end = monitor(spawn(spawn_options{.place = anywhere}, [] {}));
    const exit_reason reason = await(end);
    wrong += reason != exit_reason::normal && reason != exit_reason::noproc;
  }
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_link_made_while_its_actor_ends_gives_exactly_one_signal, racing) {
  trap_exit();
  int wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    const pid ending = spawn(spawn_options{.place = anywhere}, [] { stop(exit_reason::shutdown); });
    link(ending);
    const exit_signal signal = receive<exit_signal>();
    wrong += signal.from != ending ||
             (signal.reason != exit_reason::shutdown && signal.reason != exit_reason::noproc);
  }
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_link_undone_while_its_actor_ends_is_silent_or_was_told_before, racing) {
  trap_exit();
  int after_unlink = 0;
  for (int i = 0; i < rounds; ++i) {
    const pid ending = spawn(spawn_options{.place = anywhere}, [] { stop(exit_reason::shutdown); });
    link(ending);
    unlink(ending);
    while (receive<exit_signal>(0s)) {
    }
    const ref end = monitor(ending);
    await(end);
    after_unlink += receive<exit_signal>(0s).has_value();
  }
  settle();
  BOOST_TEST(after_unlink == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(links_and_unlinks_of_both_sides_at_once_end_in_agreement, racing) {
  const pid peer = spawn(spawn_options{.place = anywhere}, trapping_puppet);
  trap_exit();
  for (int i = 0; i < rounds; ++i) {
    tell(peer, [test = self()] {
      link(test);
      unlink(test);
    });
    link(peer);
    unlink(peer);
  }
  settle();
  link(peer);  // were one side of another mind, it would not be told
  settle();
  kill(peer);
  settle();
  BOOST_TEST(signal_from(peer) == exit_reason::killed);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(demonitor_with_flush_while_the_actor_ends_leaves_no_down, racing) {
  int left = 0;
  for (int i = 0; i < rounds; ++i) {
    const monitored made = spawn_monitor([] {});
    for (int turn = 0; turn < i % 3; ++turn) yield();
    demonitor(made.monitor, true);
    left += receive<down>(0s).has_value();
  }
  settle();
  BOOST_TEST(left == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_two_others_end_at_once_ends_once_with_one_of_the_reasons,
                        racing) {
  const pid one = spawn(spawn_options{.place = anywhere}, puppet);
  const pid two = spawn(spawn_options{.place = anywhere}, puppet);
  int wrong = 0;
  for (int i = 0; i < rounds / 2; ++i) {
    const pid victim = spawn(spawn_options{.place = anywhere}, idle);
    const ref end = monitor(victim);
    tell(one, [victim] { exit(victim, exit_reason(term(1))); });
    tell(two, [victim] { exit(victim, exit_reason(term(2))); });
    const exit_reason reason = await(end);
    wrong += reason != exit_reason(term(1)) && reason != exit_reason(term(2));
  }
  kill(one);
  kill(two);
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_message_to_a_pid_never_reaches_the_next_user_of_its_slot, racing) {
  const pid sender = spawn(spawn_options{.place = anywhere}, puppet);
  int wrong = 0;
  for (int i = 0; i < rounds / 2; ++i) {
    const monitored first = spawn_monitor([] {});
    tell(sender, [first = first.actor] { send(first, "for the first"); });
    await(first.monitor);
    const monitored second = spawn_monitor([test = self()] {
      if (receive<std::string>(0s)) send(test, 1);
    });
    await(second.monitor);
    wrong += receive<int>(0s).has_value();
  }
  kill(sender);
  settle();
  BOOST_TEST(wrong == 0);
}

BOOST_FIXTURE_TEST_CASE(actors_made_and_killed_by_several_at_once_all_end, racing) {
  for (int i = 0; i < 4; ++i) {
    spawn(spawn_options{.place = anywhere}, [rounds = rounds, test = self()] {
      for (int round = 0; round < rounds / 10; ++round) {
        const pid made = spawn(spawn_options{.place = anywhere}, idle);
        const ref end = monitor(made);
        kill(made);
        await(end);
      }
      send(test, 1);
    });
  }
  for (int i = 0; i < 4; ++i) receive<int>();
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
