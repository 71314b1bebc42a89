// Monitors: one `down` each, and what demonitor takes back.
#include <boost/test/unit_test.hpp>
#include <set>

#include "actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct watched : testing::node {
  pid other = spawn(puppet);

  void stop_other(exit_reason reason = exit_reason::shutdown) {
    exit(other, std::move(reason));
    settle();
  }
  void teardown() {
    kill(other);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monitor_test, watched)

BOOST_AUTO_TEST_CASE(a_down_names_the_monitor_the_actor_and_the_reason) {
  const ref ours = monitor(other);
  stop_other(exit_reason(term("done")));
  const down end = receive<down>();
  BOOST_TEST(end.monitor == ours);
  BOOST_TEST(end.actor == other);
  BOOST_TEST(end.reason == exit_reason(term("done")));
}

BOOST_AUTO_TEST_CASE(a_monitor_does_not_bind_who_monitors) {
  const pid watcher = spawn([other = other] {
    monitor(other);
    puppet();
  });
  settle();
  stop_other(exit_reason(term("bad")));
  BOOST_TEST(is_alive(watcher));
  kill(watcher);
}

BOOST_AUTO_TEST_CASE(the_end_of_who_monitors_is_nothing_to_the_other) {
  const pid watcher = spawn([other = other] {
    monitor(other);
    puppet();
  });
  settle();
  kill(watcher);
  settle();
  BOOST_TEST(is_alive(other));
}

BOOST_AUTO_TEST_CASE(O2_what_was_sent_just_before_the_end_comes_before_the_down) {
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    spawn_monitor([test = self()] { send(test, "last words"); });
    const std::string first = receive(on([](const down&) { return std::string("down"); }),
                                      on(type<std::string>, [](std::string text) { return text; }));
    wrong += first != "last words";
    receive(on(any, [](const term&) {}));
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(O2_holds_for_a_monitor_that_came_too_late) {
  int wrong = 0;
  for (int i = 0; i < 5000; ++i) {
    const pid made = spawn([test = self()] { send(test, "last words"); });
    while (i % 2 == 0 && is_alive(made)) yield();
    monitor(made);
    const std::string first = receive(on([](const down&) { return std::string("down"); }),
                                      on(type<std::string>, [](std::string text) { return text; }));
    wrong += first != "last words";
    receive(on(any, [](const term&) {}));
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(O3_monitoring_who_has_ended_is_a_down_with_noproc_at_once) {
  stop_other();
  const ref late = monitor(other);
  settle();
  BOOST_TEST(end_of(late) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(O3_monitoring_a_name_that_nobody_has_is_a_down_with_noproc) {
  const ref unknown = monitor("nobody here");
  settle();
  BOOST_TEST(end_of(unknown) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(O3_monitoring_nobody_is_a_down_with_noproc) {
  const ref nobody = monitor(pid());
  settle();
  BOOST_TEST(end_of(nobody) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(a_name_is_monitored_as_the_actor_that_has_it_now) {
  register_name("watched", other);
  const ref named = monitor("watched");
  stop_other();
  BOOST_TEST(end_of(named) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(M14_a_down_says_by_which_name_the_actor_was_monitored) {
  register_name("watched", other);
  const ref named = monitor("watched");
  const ref by_pid = monitor(other);
  stop_other();
  for (int i = 0; i < 2; ++i) {
    const down end = receive<down>();
    BOOST_TEST(end.actor == other);
    BOOST_TEST(end.name == (end.monitor == named ? "watched" : ""));
  }
  demonitor(by_pid);
}

BOOST_AUTO_TEST_CASE(E15_monitor_tag_stands_before_the_down) {
  const ref watch = monitor(other, {.tag = tuple("worker", 7)});
  stop_other();
  const down end = receive(on(tuple(tuple("worker", 7), type<down>), [](down end) { return end; }));
  BOOST_TEST(end.monitor == watch);
  BOOST_TEST(end.actor == other);
  BOOST_TEST(end.reason == exit_reason::shutdown);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(E15_monitor_tag_of_a_spawned_actor_stands_before_the_down) {
  const monitored made = spawn_monitor({}, {.tag = "made"}, [] { stop(exit_reason::shutdown); });
  const down end = receive(on(tuple("made", type<down>), [](down end) { return end; }));
  BOOST_TEST(end.monitor == made.monitor);
  BOOST_TEST(end.reason == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(E15_monitor_tag_does_not_hide_a_down_from_flush) {
  const ref watch = monitor(other, {.tag = "tag"});
  stop_other();
  BOOST_TEST(!demonitor(watch, true));
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(M20_monitor_tag_storage_keeps_a_thousand_tags_apart) {
  std::set<ref> monitors;
  for (int i = 0; i < 1000; ++i) {
    monitors.insert(monitor(other, {.tag = tuple(i, std::string(100, 't'))}));
  }
  stop_other();
  int wrong = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto [tag, end] =
        receive(on(tuple(tuple(any, any), type<down>), [](int tag, const std::string&, down end) {
          return std::pair(tag, std::move(end));
        }));
    wrong += tag != i || monitors.erase(end.monitor) != 1;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(O4_each_monitor_of_one_actor_gives_its_own_down) {
  std::set<ref> monitors, downs;
  for (int i = 0; i < 10; ++i) monitors.insert(monitor(other));
  stop_other();
  for (int i = 0; i < 10; ++i) downs.insert(receive<down>().monitor);
  BOOST_TEST(monitors.size() == 10U);
  BOOST_TEST((monitors == downs));
}

BOOST_AUTO_TEST_CASE(O6_the_exit_signal_and_the_down_of_one_end_come_both_in_any_order) {
  trap_exit();
  link(other);
  const ref ours = monitor(other);
  stop_other();
  BOOST_TEST(end_of(ours) == exit_reason::shutdown);
  BOOST_TEST(signal_from(other) == exit_reason::shutdown);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(after_demonitor_no_down_comes) {
  BOOST_TEST(demonitor(monitor(other)));
  stop_other();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(demonitor_ends_only_its_own_monitor) {
  const ref first = monitor(other);
  const ref second = monitor(other);
  demonitor(first);
  stop_other();
  BOOST_TEST(end_of(second) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(O5_demonitor_with_flush_takes_out_a_down_that_lies_there) {
  const ref ours = monitor(other);
  stop_other();
  BOOST_TEST(!demonitor(ours, true));
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(O5_demonitor_with_flush_takes_out_no_other_message) {
  const ref ours = monitor(other);
  const ref theirs = monitor(other);
  send(self(), 1);
  stop_other();
  send(self(), 2);
  demonitor(ours, true);
  BOOST_TEST(next_message() == "1");
  BOOST_TEST(end_of(theirs) == exit_reason::shutdown);
  BOOST_TEST(next_message() == "2");
}

BOOST_AUTO_TEST_CASE(demonitor_without_flush_leaves_a_down_that_lies_there) {
  const ref ours = monitor(other);
  stop_other();
  BOOST_TEST(!demonitor(ours));
  BOOST_TEST(end_of(ours) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(demonitoring_twice_is_false_the_second_time) {
  const ref ours = monitor(other);
  BOOST_TEST(demonitor(ours));
  BOOST_TEST(!demonitor(ours));
}

BOOST_AUTO_TEST_CASE(monitoring_oneself_is_nothing) {
  const ref own = monitor(self());
  settle();
  BOOST_TEST(end_of(own) == still_alive());
  BOOST_TEST(!demonitor(own));
  BOOST_TEST(!demonitor(own, true));
}

BOOST_AUTO_TEST_CASE(a_thousand_watchers_are_all_told) {
  for (int i = 0; i < 1000; ++i) {
    spawn([other = other, test = self()] {
      monitor(other);
      receive<down>();
      send(test, 1);
    });
  }
  settle();
  stop_other();
  int told = 0;
  while (receive<int>(0s)) ++told;
  BOOST_TEST(told == 1000);
}

BOOST_AUTO_TEST_CASE(O1_an_actor_that_is_to_end_is_there_until_it_has_ended) {
  trap_exit();
  exit(other, exit_reason(term("boom")));
  monitor(other);
  link(other);
  settle();
  BOOST_TEST(receive<down>().reason == exit_reason(term("boom")));
  BOOST_TEST(receive<exit_signal>().reason == exit_reason(term("boom")));
}

BOOST_AUTO_TEST_SUITE_END()
