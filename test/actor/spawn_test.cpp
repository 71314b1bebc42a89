// Making actors, and the options for it.
#include "fauxtp/spawn.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <set>
#include <thread>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(spawn_test)

BOOST_FIXTURE_TEST_CASE(a_spawned_function_gets_its_arguments, testing::node) {
  spawn([](pid test, int number, std::string text) { send(test, tuple(number, text)); }, self(), 7,
        "seven");
  settle();
  BOOST_TEST(next_message() == "(7, \"seven\")");
}

BOOST_FIXTURE_TEST_CASE(an_argument_that_can_only_be_moved_is_moved, testing::node) {
  spawn([](pid test, std::unique_ptr<int> owned) { send(test, *owned); }, self(),
        std::make_unique<int>(42));
  settle();
  BOOST_TEST(next_message() == "42");
}

BOOST_FIXTURE_TEST_CASE(a_function_that_returns_ends_its_actor_with_normal, testing::node) {
  const monitored made = spawn_monitor([] {});
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(self_is_the_pid_that_spawn_returned, testing::node) {
  const pid made = spawn([test = self()] { send(test, self()); });
  BOOST_TEST(receive<pid>() == made);
}

BOOST_FIXTURE_TEST_CASE(a_pid_is_never_given_twice, testing::node) {
  std::set<pid> pids;
  for (int i = 0; i < 1000; ++i) {
    pids.insert(spawn([] {}));
    settle();
  }
  BOOST_TEST(pids.size() == 1000U);
}

BOOST_FIXTURE_TEST_CASE(an_actor_is_alive_until_it_has_ended, testing::node) {
  const pid made = spawn(idle);
  settle();
  BOOST_TEST(is_alive(made));
  kill(made);
  settle();
  BOOST_TEST(!is_alive(made));
}

BOOST_FIXTURE_TEST_CASE(nobody_is_not_alive, testing::node) { BOOST_TEST(!is_alive(pid())); }

BOOST_FIXTURE_TEST_CASE(an_actor_that_was_killed_before_its_first_turn_does_not_run,
                        testing::node) {
  const monitored made = spawn_monitor([test = self()] { send(test, "ran"); });
  kill(made.actor);
  settle();
  const exit_reason reason = end_of(made.monitor);
  // On another worker the actor may have ended before the kill.
  if (workers() == 1) {
    BOOST_TEST(reason == exit_reason::killed);
    BOOST_TEST(next_message() == "nothing");
  } else {
    next_message();
  }
}

BOOST_FIXTURE_TEST_CASE(spawn_link_has_linked_before_the_actor_can_end, testing::node) {
  trap_exit();
  const pid made = spawn_link([] {});
  settle();
  BOOST_TEST(signal_from(made) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(spawn_monitor_monitors_before_the_actor_can_end, testing::node) {
  const monitored made = spawn_monitor([] { stop(exit_reason::shutdown); });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(spawn_link_takes_options, testing::node) {
  trap_exit();
  const pid made =
      spawn_link(spawn_options{.label = "linked"}, [] { stop(exit_reason::shutdown); });
  settle();
  BOOST_TEST(signal_from(made) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(spawn_monitor_links_as_well_if_it_is_told_to, testing::node) {
  trap_exit();
  const monitored made =
      spawn_monitor(spawn_options{.link = true}, [] { stop(exit_reason::shutdown); });
  settle();
  BOOST_TEST(signal_from(made.actor) == exit_reason::shutdown);
  BOOST_TEST(end_of(made.monitor) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_spawn_that_is_refused_leaves_neither_an_actor_nor_a_pid_in_use,
                        testing::node) {
  for (int i = 0; i < 3; ++i) {
    BOOST_CHECK_THROW(spawn_monitor({}, {.alias = alias_mode::reply}, idle), std::invalid_argument);
    const monitored made = spawn_monitor(idle);  // in the same slot
    BOOST_TEST(is_alive(made.actor));
    kill(made.actor);
    settle();
    BOOST_TEST(!is_alive(made.actor));
    BOOST_TEST(end_of(made.monitor) == exit_reason::killed);
  }
  BOOST_TEST(actors() == 1U);
}

BOOST_FIXTURE_TEST_CASE(stop_ends_the_actor_with_its_reason, testing::node) {
  const monitored made = spawn_monitor([] { stop(exit_reason(tuple("enough", 3))); });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason(tuple("enough", 3)));
}

BOOST_FIXTURE_TEST_CASE(stop_unwinds_the_stack, testing::node) {
  struct tells {
    ~tells() { send(test, "unwound"); }
    pid test;
  };
  spawn([test = self()] {
    const tells local{test};
    stop();
  });
  settle();
  BOOST_TEST(next_message() == "\"unwound\"");
}

BOOST_FIXTURE_TEST_CASE(the_function_is_destroyed_before_the_end_is_told, testing::node) {
  const auto held = std::make_shared<int>(1);
  const monitored made = spawn_monitor([held] {});
  const down end = receive<down>();
  BOOST_TEST(end.monitor == made.monitor);
  BOOST_TEST(held.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(references_are_unique_across_actors, testing::node) {
  std::set<ref> refs;
  for (int actor = 0; actor < 8; ++actor) {
    spawn([test = self()] {
      for (int i = 0; i < 100; ++i) send(test, make_ref());
    });
  }
  for (int i = 0; i < 800; ++i) refs.insert(receive<ref>());
  BOOST_TEST(refs.size() == 800U);
}

BOOST_FIXTURE_TEST_CASE(a_thread_without_a_node_makes_references_too, testing::node) {
  ref outside;
  std::thread([&outside] { outside = make_ref(); }).join();
  BOOST_TEST((outside && outside != make_ref()));
}

BOOST_AUTO_TEST_CASE(outside_an_actor_spawn_and_self_are_logic_errors) {
  BOOST_CHECK_THROW(spawn([] {}), std::logic_error);
  BOOST_CHECK_THROW(self(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_plain_thread_is_not_in_an_actor) { BOOST_TEST(!in_actor()); }

BOOST_FIXTURE_TEST_CASE(the_body_of_a_test_and_a_spawned_function_are_in_an_actor, testing::node) {
  BOOST_TEST(in_actor());
  spawn([test = self()] { send(test, in_actor()); });
  BOOST_TEST(receive<bool>());
}

BOOST_FIXTURE_TEST_CASE(an_actor_with_a_large_stack_may_use_it, testing::node) {
  spawn(spawn_options{.stack_size = 1024 * 1024}, [test = self()] {
    volatile char local[700 * 1024];
    for (std::size_t i = 0; i < sizeof local; i += 4096) local[i] = 1;
    send(test, static_cast<int>(local[4096]));
  });
  settle();
  BOOST_TEST(next_message() == "1");
}

BOOST_FIXTURE_TEST_CASE(placed_here_an_actor_shares_the_thread_of_its_maker, testing::node) {
  for (int i = 0; i < 4; ++i) {
    spawn([test = self()] {
      const auto mine = std::this_thread::get_id();
      const pid parent = self();
      spawn(spawn_options{.place = placement::here},
            [mine, parent] { send(parent, std::this_thread::get_id() == mine); });
      send(test, receive<bool>());
    });
    BOOST_TEST(receive<bool>());
  }
}

// If they did not, processors would take the cache lines between them from each other.
BOOST_FIXTURE_TEST_CASE(the_slots_of_a_workers_actors_lie_together, testing::node) {
  struct home {
    std::uint32_t slot;
    std::size_t worker;
  };
  std::vector<pid> made;
  for (int i = 0; i < 512; ++i) {
    made.push_back(spawn(spawn_options{.place = placement::spread}, [] { receive<int>(); }));
  }
  std::vector<home> homes;
  for (const pid each : made) homes.push_back({each.slot(), info(each)->worker});
  std::ranges::sort(homes, {}, &home::slot);
  std::size_t neighbours_elsewhere = 0;
  for (std::size_t i = 1; i < homes.size(); ++i) {
    const bool are_neighbours = homes[i].slot == homes[i - 1].slot + 1;
    if (are_neighbours && homes[i].worker != homes[i - 1].worker) ++neighbours_elsewhere;
  }
  BOOST_TEST(neighbours_elsewhere < homes.size() / 8);
  for (const pid each : made) send(each, 1);
}

BOOST_FIXTURE_TEST_CASE(spread_actors_use_all_workers, testing::node) {
  std::set<std::thread::id> threads;
  for (int i = 0; i < 16; ++i) {
    spawn(spawn_options{.place = placement::spread},
          [test = self()] { send(test, tuple(std::this_thread::get_id())); });
    receive(on(tuple(type<std::thread::id>), [&](std::thread::id id) { threads.insert(id); }));
  }
  BOOST_TEST(threads.size() == workers());
}

BOOST_FIXTURE_TEST_CASE(on_exit_is_called_with_pid_and_reason_before_the_end_is_told,
                        testing::node) {
  const pid test = self();
  const pid made = spawn(spawn_options{.on_exit =
                                           [test](pid who, const exit_reason& why) {
                                             send(test, tuple(who, to_string(why)));
                                           }},
                         [] {
                           receive<int>();
                           stop(exit_reason::shutdown);
                         });
  const ref end = monitor(made);
  send(made, 1);
  settle();
  BOOST_TEST(next_message() == "(" + to_string(made) + ", \"shutdown\")");
  BOOST_TEST(end_of(end) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(on_exit_that_throws_is_reported_and_changes_nothing, testing::node) {
  const pid made = spawn(
      spawn_options{.on_exit = [](pid, const exit_reason&) { throw std::runtime_error("oops"); }},
      [] { receive<int>(); });
  const ref end = monitor(made);
  send(made, 1);
  settle();
  BOOST_TEST(end_of(end) == exit_reason::normal);
  BOOST_TEST(reports("actor/crash").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_actor_for_whose_stack_there_is_no_memory_ends_with_an_error,
                        testing::node) {
  bool ran = false;
  const monitored made =
      spawn_monitor(spawn_options{.stack_size = std::size_t{1} << 50}, [&ran] { ran = true; });
  settle();
  BOOST_TEST(to_string(end_of(made.monitor)).starts_with("error: std::bad_alloc"));
  BOOST_TEST(!ran);
  BOOST_TEST(reports().size() == 1U);
  const monitored next = spawn_monitor(still_alive);
  settle();
  BOOST_TEST(end_of(next.monitor) == exit_reason::normal);
}

BOOST_AUTO_TEST_SUITE_END()
