// Aliases: addresses that an actor takes back, alone or with a monitor.
#include "fauxtp/alias.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <unordered_set>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Another actor, which sends to an alias; the test may monitor it with an alias.
struct aliased : testing::node {
  pid other = spawn(puppet);

  void other_sends(const alias& to, int content) {
    tell(other, [to, content] { send(to, content); });
    settle();
  }
  void stop_other() {
    exit(other, exit_reason::shutdown);
    settle();
  }
  void teardown() {
    kill(other);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(alias_test, aliased)

BOOST_AUTO_TEST_CASE(E12_alias_bif_a_message_by_an_alias_comes_until_it_is_taken_back) {
  const alias ours = make_alias();
  other_sends(ours, 1);
  other_sends(ours, 2);
  BOOST_TEST(unalias(ours));
  other_sends(ours, 3);
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "2");
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(E12_alias_bif_an_alias_for_a_reply_takes_one_message) {
  const alias ours = make_alias(alias_mode::reply);
  other_sends(ours, 1);
  other_sends(ours, 2);
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "nothing");
  BOOST_TEST(!unalias(ours));
}

BOOST_AUTO_TEST_CASE(E12_alias_bif_a_reply_comes_once_whoever_sends_at_once) {
  int late = 0;
  for (int i = 0; i < 1000; ++i) {
    const alias ours = make_alias(alias_mode::reply);
    for (int sender = 0; sender < 3; ++sender) spawn([ours] { send(ours, 1); });
    receive<int>();
    settle();
    late += receive<int>(0s).has_value();
  }
  BOOST_TEST(late == 0);
}

BOOST_AUTO_TEST_CASE(E12_alias_bif_only_its_actor_can_take_it_back) {
  const alias ours = make_alias();
  tell(other, [ours, test = self()] { send(test, unalias(ours)); });
  BOOST_TEST(!receive<bool>());
  BOOST_TEST(unalias(ours));
  BOOST_TEST(!unalias(ours));
}

BOOST_AUTO_TEST_CASE(E12_alias_bif_the_modes_of_monitors_are_refused) {
  BOOST_CHECK_THROW(make_alias(alias_mode::demonitor), std::invalid_argument);
  BOOST_CHECK_THROW(make_alias(alias_mode::reply_demonitor), std::invalid_argument);
  BOOST_CHECK_THROW(monitor(other, {.alias = alias_mode::reply}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(O10_what_is_on_its_way_when_an_alias_is_taken_back_is_dropped) {
  const pid far = spawn(spawn_options{.place = placement::spread}, puppet);
  int came_later = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<alias> ours;
    for (int i = 0; i < 100; ++i) ours.push_back(make_alias());
    tell(far, [ours] {
      for (const alias& to : ours) send(to, 1);
    });
    for (int turn = 0; turn < round % 3; ++turn) yield();
    for (const alias& each : ours) unalias(each);
    const auto there = unread();
    settle();
    came_later += unread() != there;
    while (receive<int>(0s)) {
    }
  }
  kill(far);
  BOOST_TEST(came_later == 0);
}

BOOST_AUTO_TEST_CASE(O10_what_lies_in_the_mailbox_when_an_alias_is_taken_back_stays) {
  const alias ours = make_alias();
  other_sends(ours, 1);
  unalias(ours);
  BOOST_TEST(next_message() == "1");
}

BOOST_AUTO_TEST_CASE(O10_a_message_by_an_alias_to_oneself_has_arrived_when_it_was_sent) {
  const alias ours = make_alias();
  send(ours, 1);
  unalias(ours);
  BOOST_TEST(next_message() == "1");
}

BOOST_AUTO_TEST_CASE(O10_after_a_reply_the_alias_is_no_more_and_no_down_comes) {
  const ref watch = monitor(other, {.alias = alias_mode::reply_demonitor});
  other_sends(alias_of(watch), 1);
  other_sends(alias_of(watch), 2);
  BOOST_TEST(!demonitor(watch));
  stop_other();
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(O10_after_the_down_the_alias_is_no_more) {
  for (const alias_mode mode : {alias_mode::demonitor, alias_mode::reply_demonitor}) {
    const pid watched = spawn(idle);
    const ref watch = monitor(watched, {.alias = mode});
    kill(watched);
    settle();
    BOOST_TEST(end_of(watch) == exit_reason::killed);
    other_sends(alias_of(watch), 1);
    BOOST_TEST(next_message() == "nothing");
    BOOST_TEST(!unalias(alias_of(watch)));
  }
}

BOOST_AUTO_TEST_CASE(E13_monitor_alias_demonitor_ends_the_alias_too) {
  for (const alias_mode mode : {alias_mode::demonitor, alias_mode::reply_demonitor}) {
    const ref watch = monitor(other, {.alias = mode});
    demonitor(watch);
    other_sends(alias_of(watch), 1);
    BOOST_TEST(next_message() == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(E13_monitor_alias_in_demonitor_mode_takes_many_messages) {
  const ref watch = monitor(other, {.alias = alias_mode::demonitor});
  other_sends(alias_of(watch), 1);
  other_sends(alias_of(watch), 2);
  stop_other();
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "2");
  BOOST_TEST(end_of(watch) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(E13_monitor_alias_outlives_demonitor_and_down_if_only_unalias_may_end_it) {
  const ref first = monitor(other, {.alias = alias_mode::explicit_unalias});
  const ref second = monitor(other, {.alias = alias_mode::explicit_unalias});
  demonitor(first);
  stop_other();
  BOOST_TEST(end_of(second) == exit_reason::shutdown);
  send(alias_of(first), 1);
  send(alias_of(second), 2);
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "2");
  BOOST_TEST(unalias(alias_of(first)));
  BOOST_TEST(unalias(alias_of(second)));
  send(alias_of(first), 3);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(E13_monitor_alias_taken_back_leaves_the_monitor) {
  for (const alias_mode mode :
       {alias_mode::explicit_unalias, alias_mode::demonitor, alias_mode::reply_demonitor}) {
    const pid watched = spawn(idle);
    const ref watch = monitor(watched, {.alias = mode});
    BOOST_TEST(unalias(alias_of(watch)));
    other_sends(alias_of(watch), 1);
    kill(watched);
    settle();
    BOOST_TEST(end_of(watch) == exit_reason::killed);
    BOOST_TEST(next_message() == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(E13_a_monitor_without_an_alias_has_none) {
  const ref watch = monitor(other);
  send(alias_of(watch), 1);
  BOOST_TEST(!unalias(alias_of(watch)));
  BOOST_TEST(next_message() == "nothing");
  demonitor(watch);
}

BOOST_AUTO_TEST_CASE(E14_spawn_monitor_alias_is_there_from_the_first_moment) {
  const monitored made =
      spawn_monitor({}, {.alias = alias_mode::reply_demonitor}, [] { receive<order>().act(); });
  tell(made.actor, [to = alias_of(made.monitor)] {
    send(to, 1);
    send(to, 2);
  });
  settle();
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(M11_gh_5225_demonitor_alias_leaves_an_alias_that_only_unalias_ends) {
  const pid far = spawn(spawn_options{.place = placement::spread}, puppet);
  for (const pid watched : {other, far, self(), pid()}) {
    const ref watch = monitor(watched, {.alias = alias_mode::explicit_unalias});
    demonitor(watch, true);
    send(alias_of(watch), 1);
    BOOST_TEST(next_message() == "1");
    BOOST_TEST(unalias(alias_of(watch)));
    send(alias_of(watch), 2);
    BOOST_TEST(next_message() == "nothing");
  }
  kill(far);
}

BOOST_AUTO_TEST_CASE(M20_monitor_3_noproc_gh6185_alias_and_tag_hold_for_who_does_not_exist) {
  for (const bool tagged : {false, true}) {
    const ref watch = monitor("nobody here", {.alias = alias_mode::explicit_unalias,
                                              .tag = tagged ? term("the tag") : term()});
    settle();
    const down end = tagged
                         ? receive(on(tuple("the tag", type<down>), [](down end) { return end; }))
                         : receive<down>();
    BOOST_TEST(end.monitor == watch);
    BOOST_TEST(end.reason == exit_reason::noproc);
    BOOST_TEST(end.name == "nobody here");
    send(alias_of(watch), 1);
    BOOST_TEST(next_message() == "1");
    unalias(alias_of(watch));
    send(alias_of(watch), 2);
    BOOST_TEST(next_message() == "nothing");
  }
}

BOOST_AUTO_TEST_CASE(M20_down_on_alias_gh5310_no_down_comes_behind_demonitor_with_flush) {
  int unexpected = 0;
  for (int i = 0; i < 1000; ++i) {
    const pid ending = spawn([reason = i % 2] { stop(exit_reason(tuple("bye", reason))); });
    const ref watch = monitor(ending, {.alias = alias_mode::explicit_unalias});
    if (i % 3 == 0) yield();
    demonitor(watch, true);
    if (i % 10 == 0) settle();
    unexpected += receive<down>(0s).has_value();
    unalias(alias_of(watch));
  }
  settle();
  BOOST_TEST(unexpected == 0);
}

BOOST_AUTO_TEST_CASE(M20_unexpected_alias_at_demonitor_gh5310_nothing_comes_by_it) {
  const ref watch = monitor(other, {.alias = alias_mode::reply_demonitor});
  demonitor(watch, true);
  other_sends(alias_of(watch), 1);
  stop_other();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(O1_messages_by_an_alias_and_by_the_pid_keep_their_order) {
  const alias ours = make_alias();
  tell(other, [ours, test = self()] {
    for (int i = 0; i < 1000; i += 2) {
      send(test, i);
      send(ours, i + 1);
    }
  });
  int out_of_order = 0;
  for (int i = 0; i < 1000; ++i) out_of_order += receive<int>() != i;
  BOOST_TEST(out_of_order == 0);
  unalias(ours);
}

BOOST_AUTO_TEST_CASE(a_message_by_the_alias_of_who_has_ended_is_dropped) {
  tell(other, [test = self()] { send(test, make_alias()); });
  const alias theirs = receive<alias>();
  stop_other();
  const auto held = std::make_shared<int>(1);
  send(theirs, held);
  settle();
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(an_alias_of_nobody_takes_what_is_sent_and_drops_it) {
  const alias none;
  BOOST_TEST(!none);
  BOOST_TEST(!unalias(none));
  send(none, 1);
}

BOOST_AUTO_TEST_CASE(an_alias_is_a_value_that_is_sent_compared_hashed_and_printed) {
  const alias ours = make_alias(), theirs = make_alias();
  send(self(), tuple("answer to", ours));
  BOOST_TEST(receive(on(tuple("answer to", ours), [] { return true; })));
  BOOST_TEST((std::unordered_set<alias>{ours, theirs, ours}).size() == 2U);
  std::ostringstream printed;
  printed << alias{pid(7, 1), ref(9)};
  BOOST_TEST(printed.str() == "#alias<0.7.1.9>");
}

BOOST_AUTO_TEST_SUITE_END()
