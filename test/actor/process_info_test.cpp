// A look at an actor.
#include "fauxtp/process_info.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <set>

#include "actors.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(process_info_test)

BOOST_FIXTURE_TEST_CASE(E24_process_info_of_another_shows_what_it_is_and_whom_it_knows,
                        testing::node) {
  const pid friendly = spawn(idle);
  const pid other =
      spawn(spawn_options{.stack_size = 256 * 1024, .label = "the other"}, trapping_puppet);
  register_name("other", other);
  pid child;
  tell(other, [friendly, &child] {
    link(friendly);
    monitor(friendly);
    monitor(friendly);
    child = spawn_child(idle);
  });
  const ref watch = monitor(other);
  send(other, 1);
  send(other, 2);
  settle();
  const process_info seen = info(other).value();
  BOOST_TEST(seen.actor == other);
  BOOST_TEST(seen.label == "the other");
  BOOST_TEST(seen.name == "other");
  BOOST_TEST(to_string(seen.status) == "waiting");
  BOOST_TEST(seen.trap_exit);
  BOOST_TEST(seen.messages == 2U);
  BOOST_TEST((seen.links == std::vector{friendly}));
  BOOST_TEST((seen.monitors == std::vector{friendly, friendly}));
  BOOST_TEST((seen.monitored_by == std::vector{self()}));
  BOOST_TEST((seen.children == std::vector{child}));
  BOOST_TEST(seen.stack_size == 256U * 1024);
  BOOST_TEST(seen.worker < workers());
  BOOST_TEST(info(child).value().parent == other);
  BOOST_TEST(info(child).value().name.empty());
  demonitor(watch);
  unlink(other);
  kill(other);
  kill(friendly);
}

BOOST_FIXTURE_TEST_CASE(E24_process_info_of_who_has_ended_is_nothing, testing::node) {
  const pid other = spawn(idle);
  kill(other);
  settle();
  BOOST_TEST(!info(other));
  BOOST_TEST(!info(pid()));
  BOOST_TEST(!info(pid(1'000'000, 1)));
}

BOOST_FIXTURE_TEST_CASE(E24_process_info_of_oneself_is_that_of_a_running_actor, testing::node) {
  const process_info seen = info(self()).value();
  BOOST_TEST(to_string(seen.status) == "running");
  BOOST_TEST(!seen.trap_exit);
  BOOST_TEST(seen.messages == 0U);
}

BOOST_FIXTURE_TEST_CASE(E24_process_info_comes_behind_what_the_asker_has_sent, testing::node) {
  const pid other = spawn(idle);
  int wrong = 0;
  for (std::size_t i = 1; i <= 1000; ++i) {
    send(other, 1);
    wrong += info(other).value().messages != i;
  }
  BOOST_TEST(wrong == 0);
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(E24_process_info_never_hangs_while_the_other_ends, testing::node) {
  int gone = 0;
  for (int i = 0; i < 10'000; ++i) {
    const pid ending = spawn([] { yield(); });
    for (int turn = 0; turn < i % 3; ++turn) yield();
    if (i % 2 == 0) exit(ending, exit_reason::shutdown);
    gone += !info(ending);
  }
  settle();
  BOOST_TEST(gone > 0);
}

BOOST_FIXTURE_TEST_CASE(E24_process_info_does_not_disturb_the_other, testing::node) {
  const pid other = spawn([test = self()] {
    receive(on("go on", [] {}));
    send(test, info(self()).value().monitored_by.size());
  });
  for (int i = 0; i < 10; ++i) info(other);
  send(other, "go on");
  BOOST_TEST(receive<std::size_t>() == 0U);
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_its_children_is_exiting, testing::node) {
  const pid parent = spawn([] {
    spawn_child([] {
      try {
        idle();
      } catch (const actor_exit&) {
        for (int i = 0; i < 100; ++i) {
          try {
            yield();
          } catch (const actor_exit&) {
          }
        }
        throw;
      }
    });
    puppet();
  });
  settle();
  kill(parent);
  const auto seen = info(parent);
  BOOST_TEST((!seen || to_string(seen->status) == "exiting"));
  settle();
  BOOST_TEST(!info(parent));
}

BOOST_FIXTURE_TEST_CASE(who_has_not_had_its_first_turn_is_runnable, testing::node) {
  const pid fresh = spawn(spawn_options{.place = placement::here}, idle);
  BOOST_TEST(to_string(info(fresh).value().status) == "runnable");
  kill(fresh);
}

BOOST_AUTO_TEST_CASE(outside_an_actor_info_is_a_logic_error) {
  BOOST_CHECK_THROW(info(pid()), std::logic_error);
}

// Clocks are compared in units of 17 ms.
bool about(duration seen, duration expected) {
  return seen >= expected - 40ms && seen <= expected + 40ms;
}

BOOST_FIXTURE_TEST_CASE(who_receives_shows_the_line_that_waits_and_for_how_long, testing::node) {
  const unsigned line = __LINE__ + 1;
  const pid other = spawn([] { receive<int>(); });
  settle();
  advance(10s);
  const process_info seen = info(other).value();
  BOOST_REQUIRE(seen.waits.has_value());
  BOOST_TEST(to_string(seen.waits->what) == "message");
  BOOST_TEST(std::string(seen.waits->where.file_name()).ends_with("process_info_test.cpp"));
  BOOST_TEST(seen.waits->where.line() == line);
  BOOST_TEST(about(seen.waits->since, 10s));
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(a_receive_with_clauses_shows_the_line_of_the_first, testing::node) {
  unsigned line = 0;
  const pid other = spawn([&line] {
    line = __LINE__ + 1;
    receive(on("never", [] {}), after(1h));
  });
  settle();
  BOOST_TEST(info(other).value().waits.value().where.line() == line);
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(who_calls_shows_the_line_and_whom_it_waits_for, testing::node) {
  const pid server = spawn(idle);
  const unsigned line = __LINE__ + 1;
  const pid other = spawn([server] { call(server, tuple("price", "tea"), infinity); });
  settle();
  const wait_info seen = info(other).value().waits.value();
  BOOST_TEST(to_string(seen.what) == "reply");
  BOOST_TEST(seen.whom == server);
  BOOST_TEST(seen.where.line() == line);
  kill(other);
  kill(server);
}

BOOST_FIXTURE_TEST_CASE(who_sleeps_waits_for_time, testing::node) {
  const unsigned line = __LINE__ + 1;
  const pid other = spawn([] { sleep(1h); });
  settle();
  const wait_info seen = info(other).value().waits.value();
  BOOST_TEST(to_string(seen.what) == "time");
  BOOST_TEST(seen.where.line() == line);
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(what_an_actor_has_handled_is_counted, testing::node) {
  const pid other = spawn([] {
    for (;;) receive<int>();
  });
  for (int i = 0; i < 100; ++i) send(other, i);
  send(other, "nobody wants this");
  settle();
  const process_info seen = info(other).value();
  BOOST_TEST(seen.handled == 100U);
  BOOST_TEST(seen.messages == 1U);
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(the_oldest_message_tells_its_age, testing::node) {
  const pid other = spawn(idle);
  BOOST_TEST((info(other).value().oldest_message == duration::zero()));
  send(other, 1);
  settle();
  advance(3s);
  send(other, 2);
  settle();
  BOOST_TEST(about(info(other).value().oldest_message, 3s));
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(a_stack_tells_what_is_used_of_it_and_what_was, testing::node) {
  const pid other = spawn([] {
    [] {
      volatile char much[20'000];
      for (volatile char& each : much) each = 1;
    }();
    receive<int>();
  });
  settle();
  const process_info seen = info(other).value();
  BOOST_TEST(seen.stack_used > 100U);
  BOOST_TEST(seen.stack_touched.value() > 20'000U);
  BOOST_TEST(seen.stack_used < seen.stack_touched.value());
  BOOST_TEST(seen.stack_touched.value() <= 8 * seen.stack_size);
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(a_look_at_all_asks_nothing_whose_cost_grows_with_the_stacks,
                        testing::node) {
  const pid other = spawn(spawn_options{.stack_size = 1024 * 1024}, idle);
  settle();
  for (const process_info& each : infos().actors) BOOST_TEST(!each.stack_touched);
  BOOST_TEST(info(other).value().stack_touched.has_value());
  kill(other);
}

namespace {

[[gnu::noinline]] void waits_here() {
  receive<int>();
  asm volatile("");  // no tail call
}

/// Enough actors that a look at them is done in many pieces.
struct crowd : testing::node {
  static constexpr int size = 5000;
  crowd() {
    for (int i = 0; i < size; ++i) made.push_back(spawn(spawn_options{.label = "member"}, idle));
    settle();
  }
  void teardown() {
    for (const pid each : made) exit(each, exit_reason::kill);
    testing::node::teardown();
  }
  std::vector<pid> made;
};

/// It lets other actors run again and again, until it is killed.
pid spawn_ticker(
    std::atomic<int>& ticks, std::function<void()> and_does = [] {}) {
  return spawn([&ticks, and_does] {
    for (;; ++ticks) {
      and_does();
      yield();
    }
  });
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(while_a_worker_looks_at_its_own_others_run_there, crowd) {
  std::atomic<int> ticks = 0;
  const pid ticker = spawn_ticker(ticks);
  const int before = ticks.load();
  BOOST_TEST(infos().actors.size() >= std::size_t{size});
  BOOST_TEST(ticks - before > 20);
  exit(ticker, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(who_ends_while_all_are_looked_at_disturbs_nobody, crowd) {
  std::atomic<int> ticks = 0;
  std::size_t next = 0;
  const pid ticker = spawn_ticker(ticks, [this, &next] {
    for (int i = 0; i < 20 && next < made.size(); ++i) exit(made[next++], exit_reason::kill);
  });
  BOOST_TEST(infos().actors.size() > 0U);
  exit(ticker, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_look_that_nobody_waits_for_any_more_stops, crowd) {
  std::atomic<int> looked = 0;
  infos({.wait = 0ns, .choose = [&looked](const process_glance&) { return ++looked > 0; }});
  const int until_given_up = looked;
  settle();
  // A worker may finish the piece that it has begun.
  BOOST_TEST(looked - until_given_up < size / 4);
}

BOOST_FIXTURE_TEST_CASE(a_list_that_is_cut_says_how_many_are_missing, crowd) {
  const process_list cut = infos({.most_of_a_worker = 10});
  BOOST_TEST(cut.left_out + cut.actors.size() >= std::size_t{size});
  BOOST_TEST(cut.silent == 0U);
  BOOST_TEST(!cut.complete());
  BOOST_TEST(infos().complete());
  const process_list chosen =
      infos({.choose = [](const process_glance& each) { return each.label == "member"; }});
  BOOST_TEST(chosen.actors.size() == std::size_t{size});
}

BOOST_FIXTURE_TEST_CASE(the_stack_of_who_waits_tells_where_it_is_in_its_code, testing::node) {
  const pid other = spawn([] { waits_here(); });
  settle();
  const auto function = reinterpret_cast<std::uintptr_t>(&waits_here);
  const auto lies_in_it = [function](const void* address) {
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    return at > function && at < function + 4000;  // sanitizers add to it
  };
  const std::vector<const void*> stack = stack_of(other);
#if defined(__x86_64__)
  BOOST_TEST((std::ranges::any_of(stack, lies_in_it)));
#else
  BOOST_TEST(stack.empty());
#endif
  kill(other);
  settle();
  BOOST_TEST(stack_of(other).empty());
}

BOOST_FIXTURE_TEST_CASE(an_observer_is_marked_and_so_is_whom_it_spawns, testing::node) {
  pid child;
  const pid observer = spawn(spawn_options{.observer = true}, [&child] {
    child = spawn(idle);
    receive<int>();
  });
  const pid other = spawn(idle);
  settle();
  BOOST_TEST(info(observer).value().observer);
  BOOST_TEST(info(child).value().observer);
  BOOST_TEST(!info(other).value().observer);
  for (const pid each : {observer, child, other}) kill(each);
}

BOOST_FIXTURE_TEST_CASE(all_actors_of_a_node_can_be_looked_at, testing::node) {
  std::set<pid> made = {self()};
  for (int i = 0; i < 10; ++i) {
    made.insert(spawn(spawn_options{.place = placement::spread}, idle));
  }
  settle();
  std::set<pid> seen;
  for (const process_info& each : infos().actors) seen.insert(each.actor);
  BOOST_TEST(seen == made, boost::test_tools::per_element());
  BOOST_TEST(infos({.most_of_a_worker = 1}).actors.size() <= workers() + 1);
  for (const pid each : made) {
    if (each != self()) kill(each);
  }
}

BOOST_AUTO_TEST_SUITE_END()
