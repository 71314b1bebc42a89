// monitor_SUITE. Its cases about aliases are in test/actor/alias_test.cpp.
#include <algorithm>
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

using pids = std::vector<pid>;

pid elsewhere(void (*act)()) { return spawn(spawn_options{.place = placement::spread}, act); }

pids sorted(pids actors) {
  std::ranges::sort(actors);
  return actors;
}
pids monitored_by(pid actor) { return sorted(info(actor).value().monitored_by); }
pids monitors_of(pid actor) { return sorted(info(actor).value().monitors); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monitor_conformance, testing::node)

BOOST_AUTO_TEST_CASE(M15_mon_2_tells_each_reason_by_pid_and_by_name) {
  const auto told = [](const exit_reason& reason, bool by_name) {
    const pid actor =
        elsewhere([] { receive(on(type<exit_reason>, [](exit_reason how) { stop(how); })); });
    register_name("watched", actor);
    const ref watch = by_name ? monitor("watched") : monitor(actor);
    send(actor, reason);
    return await(watch);
  };
  for (const bool by_name : {false, true}) {
    for (const exit_reason& reason : {exit_reason(exit_reason::normal), exit_reason(term("other")),
                                      exit_reason(exit_reason::shutdown)}) {
      BOOST_TEST(told(reason, by_name) == reason);
    }
  }
  BOOST_TEST(await(monitor("watched")) == exit_reason::noproc);
  settle();
}

BOOST_AUTO_TEST_CASE(M01_case_1_who_monitors_may_be_ended_by_whom_it_monitors) {
  trap_exit();
  const pid watcher = spawn_link([] {
    const pid other = spawn([parent = self()] {
      receive(on("go", [] {}));
      exit(parent, exit_reason("foo"));
    });
    monitor(other);
    send(other, "go");
    idle();
  });
  settle();
  BOOST_TEST(signal_from(watcher) == exit_reason("foo"));
}

BOOST_AUTO_TEST_CASE(M02_case_1a_the_same_for_one_that_was_spawned_with_its_monitor) {
  trap_exit();
  const pid watcher = spawn_link([] {
    const monitored other = spawn_monitor([parent = self()] {
      receive(on("go", [] {}));
      exit(parent, exit_reason("foo"));
    });
    send(other.actor, "go");
    idle();
  });
  settle();
  BOOST_TEST(signal_from(watcher) == exit_reason("foo"));
}

BOOST_AUTO_TEST_CASE(M03_case_2_nobody_ends_a_monitor_of_somebody_else) {
  const pid other = elsewhere([] {
    receive(on(tuple(type<pid>, type<ref>),
               [](pid asker, ref theirs) { send(asker, demonitor(theirs)); }));
  });
  const ref watch = monitor(other);
  send(other, tuple(self(), watch));
  BOOST_TEST(!receive<bool>());
  BOOST_TEST(await(watch) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(M04_case_2a_the_same_for_one_that_was_spawned_with_its_monitor) {
  const monitored other =
      spawn_monitor([test = self()] { send(test, demonitor(receive<ref>(), true)); });
  send(other.actor, other.monitor);
  BOOST_TEST(!receive<bool>());
  BOOST_TEST(await(other.monitor) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(M05_mon_e_1_what_cannot_be_monitored) {
  BOOST_CHECK_THROW(monitor(self(), {.alias = alias_mode::reply}), std::invalid_argument);
  BOOST_TEST(monitors_of(self()).empty());
  for (const ref watch : {monitor(pid()), monitor(pid(1'000'000, 1)), monitor("")}) {
    settle();
    BOOST_TEST(end_of(watch) == exit_reason::noproc);
  }
}

BOOST_AUTO_TEST_CASE(M06_demon_e_1_a_monitor_is_not_ended_from_its_other_end) {
  const pid watcher = spawn([test = self()] {
    send(test, monitor(test));
    receive(on("stop", [] {}));
  });
  const ref theirs = receive<ref>();
  BOOST_TEST(!demonitor(theirs));
  settle();
  BOOST_TEST((monitored_by(self()) == pids{watcher}));
  send(watcher, "stop");
}

BOOST_AUTO_TEST_CASE(M07_demon_1_a_new_ref_is_no_monitor) {
  BOOST_TEST(!demonitor(make_ref()));
  BOOST_TEST(!demonitor(ref(), true));
}

BOOST_AUTO_TEST_CASE(M08_demon_2_twice_before_and_behind_the_end) {
  const ref own = monitor(self());  // a monitor of oneself is no monitor
  BOOST_TEST(!demonitor(own));
  BOOST_TEST(!demonitor(own));
  const pid brief = spawn([] { sleep(1ms); });
  const ref ended = monitor(brief);
  advance(1ms);
  BOOST_TEST(end_of(ended) == exit_reason::normal);
  const pid other = spawn(idle);
  const ref given_up = monitor(other);
  demonitor(given_up);
  kill(other);
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(M10_demonitor_flush_takes_exactly_its_own_down) {
  const pid other = elsewhere(idle);
  const ref first = monitor(other), second = monitor(other), third = monitor(other),
            fourth = monitor(other);
  BOOST_TEST(demonitor(first, true));
  exit(other, exit_reason("bang"));
  BOOST_TEST(await(second) == exit_reason("bang"));
  settle();
  BOOST_TEST(!demonitor(third, true));
  BOOST_TEST(!demonitor(fourth));
  BOOST_TEST(end_of(fourth) == exit_reason("bang"));
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(M12_local_remove_monitor_true_if_and_only_if_no_down_came) {
  constexpr int groups = 100, actors = 100;
  for (int group = 0; group < groups; ++group) {
    spawn(spawn_options{.place = placement::spread}, [test = self(), group] {
      std::vector<ref> monitors;
      for (int i = 0; i < actors; ++i) monitors.push_back(monitor(elsewhere([] {})));
      for (int turn = 0; turn < group % 5; ++turn) yield();
      int wrong = 0;
      for (const ref each : monitors) {
        const bool was_there = demonitor(each);
        wrong += was_there == (end_of(each) != still_alive());
      }
      send(test, wrong);
    });
  }
  int wrong = 0;
  for (int group = 0; group < groups; ++group) wrong += receive<int>();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(M14_mon_1_by_pid_and_by_name_with_each_reason) {
  const pid by_itself = spawn([] { sleep(1ms); });
  const ref first = monitor(by_itself);
  const monitored second = spawn_monitor([] { sleep(1ms); });
  advance(1ms);
  BOOST_TEST(end_of(first) == exit_reason::normal);
  BOOST_TEST(end_of(second.monitor) == exit_reason::normal);
  const monitored ended = spawn_monitor(idle);
  exit(ended.actor, exit_reason("frop"));
  BOOST_TEST(await(ended.monitor) == exit_reason("frop"));
  BOOST_TEST(await(monitor(ended.actor)) == exit_reason::noproc);
  for (const char* reason : {"stop", "frop"}) {
    const pid named = spawn(puppet);
    register_name("jeeves", named);
    const ref watch = monitor("jeeves");
    exit(named, exit_reason(reason));
    const down end = receive<down>();
    BOOST_TEST(end.monitor == watch);
    BOOST_TEST(end.name == "jeeves");
    BOOST_TEST(end.reason == exit_reason(reason));
  }
  const ref nobody = monitor("jeeves");
  const down end = receive<down>();
  BOOST_TEST(end.monitor == nobody);
  BOOST_TEST(end.name == "jeeves");
  BOOST_TEST(end.reason == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(M16_large_exit_reasons_arrive_whole) {
  int wrong = 0;
  for (int i = 0; i < 100; ++i) {
    const auto reason = exit_reason(tuple(
        tuple("big", "tuple", "with", list_of("list", 4563784278)), std::string(10'000, 'x')));
    const monitored other = spawn_monitor([reason] {
      receive(on("go", [] {}));
      stop(reason);
    });
    send(other.actor, "go");
    wrong += await(other.monitor) != reason;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(M17_list_cleanup_both_sides_forget) {
  const pid other = elsewhere(puppet);
  const ref by_pid = monitor(other);
  BOOST_TEST((monitors_of(self()) == pids{other}));
  BOOST_TEST((monitored_by(other) == pids{self()}));
  demonitor(by_pid);
  BOOST_TEST(monitors_of(self()).empty());
  BOOST_TEST(monitored_by(other).empty());

  register_name("other", other);
  const ref by_name = monitor("other");
  BOOST_TEST((monitored_by(other) == pids{self()}));
  kill(other);
  await(by_name);
  BOOST_TEST(monitors_of(self()).empty());

  const pid watcher = elsewhere(puppet);
  register_name("test", self());
  tell(watcher, [] { monitor("test"); });
  settle();
  BOOST_TEST((monitored_by(self()) == pids{watcher}));
  BOOST_TEST((monitors_of(watcher) == pids{self()}));
  exit(watcher, exit_reason("frop"));
  settle();
  BOOST_TEST(monitored_by(self()).empty());
}

// Five actors and the test monitor each other, and end or take their monitors back, in every order.
BOOST_AUTO_TEST_CASE(M18_mixer_of_monitors_in_both_directions) {
  constexpr std::size_t actors = 5;
  std::array<std::size_t, actors> order{0, 1, 2, 3, 4};
  int wrong = 0;
  do {
    for (const bool both_ways : {false, true}) {
      for (const bool by_end : {false, true}) {
        pids all;
        std::vector<ref> theirs(actors), ours;
        for (std::size_t i = 0; i < actors; ++i) all.push_back(elsewhere(puppet));
        for (std::size_t i = 0; i < actors; ++i) {
          tell(all[i], [&theirs, i, test = self()] { theirs[i] = monitor(test); });
          if (both_ways) ours.push_back(monitor(all[i]));
        }
        settle();
        wrong += monitored_by(self()) != sorted(all);
        wrong += monitors_of(self()) != (both_ways ? sorted(all) : pids());
        for (const std::size_t i : order) {
          if (by_end) {
            exit(all[i], exit_reason("flaff"));
            if (both_ways) wrong += await(ours[i]) != exit_reason("flaff");
          } else {
            tell(all[i], [&theirs, i] { demonitor(theirs[i]); });
            if (both_ways) wrong += !demonitor(ours[i]);
          }
        }
        settle();
        wrong += !monitored_by(self()).empty() || !monitors_of(self()).empty();
        for (const pid each : all) kill(each);
      }
    }
  } while (std::ranges::next_permutation(order).found);
  settle();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(M19_named_down_comes_when_the_name_is_free) {
  std::atomic<bool> busy{true};
  for (std::size_t i = 0; i < workers(); ++i) {
    spawn(spawn_options{.place = placement::spread}, [&busy] {
      while (busy) yield();
    });
  }
  int wrong = 0;
  for (int i = 0; i < repetitions(100); ++i) {
    const pid named = elsewhere(idle);
    wrong += !register_name("named", named);
    const ref watch = monitor("named");
    exit(named, exit_reason("bang"));
    wrong += await(watch) != exit_reason("bang");
    wrong += !register_name("named", self());
    unregister_name("named");
  }
  BOOST_TEST(wrong == 0);
  busy = false;
  settle();
}

BOOST_AUTO_TEST_SUITE_END()
