// erl_link_SUITE: links and monitors seen from both sides.
#include "fauxtp/link.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "actor/actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

using pids = std::vector<pid>;

pids links_of(pid actor) { return info(actor).value().links; }

bool linked_to(pid actor, pid other) { return std::ranges::count(links_of(actor), other) == 1; }

pid elsewhere(void (*act)()) { return spawn(spawn_options{.place = placement::spread}, act); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_conformance, testing::node)

BOOST_AUTO_TEST_CASE(L01_links_stand_on_both_sides_until_one_side_unlinks) {
  const pid one = elsewhere(puppet), two = elsewhere(puppet);
  tell(one, [two] { link(two); });
  settle();
  BOOST_TEST((links_of(one) == pids{two}));
  BOOST_TEST((links_of(two) == pids{one}));
  tell(two, [one] { unlink(one); });
  settle();
  BOOST_TEST(links_of(one).empty());
  BOOST_TEST(links_of(two).empty());
  kill(one);
  kill(two);
}

BOOST_AUTO_TEST_CASE(L01_links_go_with_either_end) {
  const pid one = elsewhere(trapping_puppet), two = elsewhere(trapping_puppet);
  tell(one, [two] { link(two); });
  settle();
  kill(two);
  settle();
  BOOST_TEST(links_of(one).empty());
  BOOST_TEST(info(one).value().messages == 1U);  // the exit signal, trapped
  kill(one);
}

BOOST_AUTO_TEST_CASE(L01_links_are_a_set_although_both_sides_link) {
  const pid one = elsewhere(puppet), two = elsewhere(puppet);
  for (int i = 0; i < 10; ++i) {
    tell(one, [two] { link(two); });
    tell(two, [one] { link(one); });
  }
  settle();
  BOOST_TEST((links_of(one) == pids{two}));
  BOOST_TEST((links_of(two) == pids{one}));
  tell(one, [two] { unlink(two); });
  settle();
  BOOST_TEST(links_of(two).empty());
  kill(one);
  kill(two);
}

BOOST_AUTO_TEST_CASE(L04_process_monitors_stand_on_both_sides_each_as_often_as_it_was_made) {
  const pid watcher = elsewhere(puppet), watched = elsewhere(puppet);
  ref first;
  tell(watcher, [&first, watched] {
    first = monitor(watched);
    monitor(watched);
  });
  settle();
  BOOST_TEST((info(watcher).value().monitors == pids{watched, watched}));
  BOOST_TEST((info(watched).value().monitored_by == pids{watcher, watcher}));
  BOOST_TEST(info(watched).value().monitors.empty());
  tell(watcher, [&first] { demonitor(first); });
  settle();
  BOOST_TEST((info(watched).value().monitored_by == pids{watcher}));
  kill(watched);
  settle();
  BOOST_TEST(info(watcher).value().monitors.empty());
  BOOST_TEST(info(watcher).value().messages == 1U);
  kill(watcher);
}

BOOST_AUTO_TEST_CASE(L08_otp_5772_link_told_before_unlink_stays_and_nothing_comes_after_it) {
  trap_exit();
  int came_later = 0;
  for (int round = 0; round < repetitions(1000); ++round) {
    pids ending;
    for (int i = 0; i < 10; ++i) ending.push_back(elsewhere([] { stop(exit_reason("bye")); }));
    for (const pid each : ending) link(each);
    for (int turn = 0; turn < round % 3; ++turn) yield();
    for (const pid each : ending) unlink(each);
    const auto told = unread();
    settle();
    came_later += unread() != told;
    while (receive<exit_signal>(0s)) {
    }
  }
  BOOST_TEST(came_later == 0);
}

BOOST_AUTO_TEST_CASE(L09_otp_5772_monitor_told_before_demonitor_stays_and_nothing_comes_after_it) {
  int came_later = 0;
  for (int round = 0; round < repetitions(1000); ++round) {
    std::vector<ref> monitors;
    for (int i = 0; i < 10; ++i) monitors.push_back(monitor(elsewhere([] {})));
    for (int turn = 0; turn < round % 3; ++turn) yield();
    std::size_t too_late = 0;
    for (const ref each : monitors) too_late += !demonitor(each);
    came_later += unread() != too_late;
    settle();
    came_later += unread() != too_late;
    while (receive<down>(0s)) {
    }
  }
  BOOST_TEST(came_later == 0);
}

BOOST_AUTO_TEST_CASE(L10_otp_17127_local_link_with_simultaneous_link_unlink) {
  const pid one = elsewhere(trapping_puppet), two = elsewhere(trapping_puppet);
  int disagreements = 0;
  for (int i = 0; i < repetitions(2000); ++i) {
    tell(one, [two] { link(two); });
    tell(two, [one] {
      link(one);
      unlink(one);
    });
    settle();
    disagreements += linked_to(one, two) != linked_to(two, one);
    tell(one, [two] { unlink(two); });
    tell(two, [one] { link(one); });
    settle();
    disagreements += linked_to(one, two) != linked_to(two, one);
  }
  BOOST_TEST(disagreements == 0);
  kill(one);
  kill(two);
}

BOOST_AUTO_TEST_CASE(L12_otp_17127_local_random_links_and_unlinks_end_in_agreement) {
  constexpr int actors = 10;
  pids all;
  for (int i = 0; i < actors; ++i) all.push_back(elsewhere(trapping_puppet));
  int disagreements = 0, links = 0;
  for (unsigned round = 0; round < 20; ++round) {
    for (unsigned i = 0; i < actors; ++i) {
      tell(all[i], [&all, seed = round * actors + i] {
        std::minstd_rand random(seed);
        for (int turn = 0; turn < repetitions(2000); ++turn) {
          const pid other = all[random() % actors];
          random() % 2 == 0 ? link(other) : unlink(other);
          if (random() % 64 == 0) yield();
        }
      });
    }
    settle();
    std::map<pid, pids> known;
    for (const pid each : all) known[each] = links_of(each);
    for (const auto& [one, others] : known) {
      for (const pid two : others) {
        ++links;
        disagreements += std::ranges::count(known[two], one) != 1;
      }
    }
  }
  BOOST_TEST(disagreements == 0);
  BOOST_TEST(links > 0);
  for (const pid each : all) kill(each);
}

BOOST_AUTO_TEST_SUITE_END()
