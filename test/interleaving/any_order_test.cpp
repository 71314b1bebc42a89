// What holds in whatever order the workers go on. In each case actors of two workers meet once, so
// that a run is short: it is run with many numbers of FAUXTP_TEST_INTERLEAVING.
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/acceptor.hpp"
#include "fauxtp/blocking.hpp"
#include "fauxtp/circuit_breaker.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/task_group.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options anywhere{.place = placement::spread};
const spawn_options beside_its_maker{.place = placement::here};

bool is_linked(pid one, pid other) {
  const auto seen = info(one);
  return seen && std::ranges::count(seen->links, other) != 0;
}

/// Counts those that live.
struct counted {
  explicit counted(std::atomic<int>& all) : all(all) { ++all; }
  ~counted() { --all; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  std::atomic<int>& all;
};

class never_ready : public actor {
  void init() override { sleep(infinity); }
  void run() override {}
};
class ready_at_once : public actor {
  void run() override { idle(); }
};
class never_starts : public actor {
  void init() override { throw std::runtime_error("no luck"); }
  void run() override {}
};
/// Is ready the first time.
class ready_once : public actor {
 public:
  explicit ready_once(std::shared_ptr<std::atomic<int>> starts) : starts_(std::move(starts)) {}
  void init() override {
    if (++*starts_ > 1) sleep(infinity);
  }
  void run() override { idle(); }

 private:
  std::shared_ptr<std::atomic<int>> starts_;
};

void passes_by_another_worker() {
  await(spawn_monitor(anywhere, [] {}).monitor);
}

/// Stops when it has waited for another one.
void stops_slowly() {
  trap_exit();
  receive<exit_signal>();
  passes_by_another_worker();
}

child_spec child_of(const std::string& id, start_function start) {
  child_spec spec{.id = id, .start = std::move(start), .restart = restart_type::permanent};
  spec.spawn.place = placement::spread;
  return spec;
}

/// The next actor that is made anywhere lives on another worker than the test, if there is one.
struct apart : testing::node {
  apart() {
    spawn(anywhere, [] {});
    settle();
  }
};

struct meeting : apart {
  meeting() { trap_exit(); }
  void ends(pid supervisor) {
    exit(supervisor, exit_reason::shutdown);
    settle();
    while (receive<exit_signal>(0s)) {
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(any_order)

// Names.

BOOST_FIXTURE_TEST_CASE(a_name_goes_to_one_of_two, apart) {
  std::atomic<int> have_it{0};
  std::vector<pid> all;
  for (int i = 0; i < 2; ++i) {
    all.push_back(spawn(anywhere, [&have_it] {
      have_it += register_name("leader", self());
      idle();
    }));
  }
  settle();
  BOOST_TEST(have_it == 1);
  for (const pid each : all) kill(each);
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_a_name_gets_it, apart) {
  const pid waits = spawn(anywhere, [test = self()] { send(test, wait_for_name("late", 1h)); });
  const pid late = spawn(anywhere, [] {
    register_name("late", self());
    idle();
  });
  settle();
  BOOST_TEST((receive<pid>(0s) == late));
  kill(waits);
  kill(late);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_free_when_the_end_is_told, apart) {
  const monitored holder = spawn_monitor(anywhere, [] {
    register_name("held", self());
    receive(on("go", [] {}));
    for (int turn = 0; turn < 3; ++turn) yield();
  });
  monitor(holder.actor);
  send(holder.actor, "go");
  receive<down>();
  BOOST_TEST(register_name("held", self()));
  receive<down>();
}

// Ends.

BOOST_FIXTURE_TEST_CASE(on_exit_comes_before_the_end_is_told, apart) {
  std::atomic<bool> was_called{false};
  spawn_options options = anywhere;
  options.on_exit = [&was_called](pid, const exit_reason&) { was_called = true; };
  const monitored ending = spawn_monitor(options, [] { receive(on("go", [] {})); });
  monitor(ending.actor);
  send(ending.actor, "go");
  receive<down>();
  BOOST_TEST(was_called);
  receive<down>();
}

BOOST_FIXTURE_TEST_CASE(a_child_has_ended_when_its_parents_end_is_told, testing::node) {
  const monitored parent = spawn_monitor(anywhere, [test = self()] {
    send(test, spawn_child(anywhere, idle));
    receive(on("go", [] {}));
    for (int turn = 0; turn < 3; ++turn) yield();
  });
  const pid child = receive<pid>();
  send(parent.actor, "go");
  await(parent.monitor);
  BOOST_TEST(!is_alive(child));
}

BOOST_FIXTURE_TEST_CASE(a_monitor_that_meets_the_end_tells_of_it, apart) {
  const pid ending = spawn(anywhere, [] {});
  const ref end = monitor(ending);
  settle();
  const exit_reason told = end_of(end);
  BOOST_TEST((told == exit_reason::normal || told == exit_reason::noproc));
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_monitor_from_the_first_moment_tells_why, apart) {
  const monitored ending = spawn_monitor(anywhere, [] { stop(exit_reason("bye")); });
  settle();
  BOOST_TEST(end_of(ending.monitor) == exit_reason("bye"));
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(nothing_comes_of_a_monitor_that_is_gone, apart) {
  const monitored ending = spawn_monitor(anywhere, [] {});
  demonitor(ending.monitor, true);
  settle();
  BOOST_TEST(next_message() == "nothing");
}

// Links.

BOOST_FIXTURE_TEST_CASE(nothing_comes_over_a_link_that_is_gone, apart) {
  trap_exit();
  const pid ending = spawn(anywhere, [] { stop(exit_reason("bye")); });
  link(ending);
  unlink(ending);
  receive<exit_signal>(0s);
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(both_sides_of_a_link_agree, apart) {
  const pid one = spawn(anywhere, trapping_puppet);
  const pid two = spawn(anywhere, trapping_puppet);
  tell(one, [two] {
    link(two);
    unlink(two);
  });
  tell(two, [one] { link(one); });
  settle();
  BOOST_TEST(is_linked(one, two) == is_linked(two, one));
  kill(one);
  kill(two);
}

// Messages.

BOOST_FIXTURE_TEST_CASE(a_message_never_reaches_the_next_user_of_a_slot, apart) {
  const pid sender = spawn(anywhere, puppet);
  const monitored maker = spawn_monitor(anywhere, [sender, test = self()] {
    const pid first = spawn(beside_its_maker, [] { receive(on("go", [] {})); });
    tell(sender, [first, maker = self()] {
      send(maker, "now");
      send(first, "for the first");
    });
    receive(on("now", [] {}));
    send(first, "go");
    yield();
    for (int i = 0; i < 100; ++i) {
      spawn(beside_its_maker, [test] {
        yield();
        if (receive<std::string>(0s)) send(test, 1);
      });
    }
  });
  await(maker.monitor);
  settle();
  BOOST_TEST(next_message() == "nothing");
  kill(sender);
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_room_goes_on, apart) {
  spawn_options small = anywhere;
  small.mailbox.messages = 1;
  const pid receiver = spawn(small, [] {
    for (int i = 0; i < 4; ++i) receive<int>();
    idle();
  });
  const pid sender = spawn(anywhere, [receiver, test = self()] {
    for (int i = 0; i < 4; ++i) send(receiver, i);
    send(test, "all are sent");
  });
  settle();
  BOOST_TEST(next_message() == "\"all are sent\"");
  kill(sender);
  kill(receiver);
}

BOOST_FIXTURE_TEST_CASE(who_cancels_a_timer_knows_whether_it_comes, testing::node) {
  std::atomic<int> come{0}, cancelled{0};
  const pid receiver = spawn(anywhere, [&come] {
    receive(on("tick", [] {}));
    ++come;
  });
  const pid canceller = spawn(anywhere, [&cancelled, receiver] {
    const timer_ref timer = send_after(5ms, receiver, "tick");
    sleep(5ms);
    cancelled += cancel_timer(timer).has_value();
  });
  advance(5ms);
  BOOST_TEST(come + cancelled == 1);
  kill(receiver);
  kill(canceller);
}

// Starts.

BOOST_FIXTURE_TEST_CASE(a_start_that_was_given_up_leaves_its_name, apart) {
  const pid starter = spawn(anywhere, [test = self()] {
    start<never_ready>(start_options{.name = "one", .timeout = 1s, .spawn = anywhere});
    send(test, start<ready_at_once>(start_options{.name = "one", .spawn = anywhere}).ok());
  });
  advance(1s);
  BOOST_TEST((receive<bool>(0s) == true));
  kill(starter);
  if (const pid one = whereis("one")) kill(one);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_free_when_its_start_has_failed, apart) {
  start<never_starts>(start_options{.name = "one", .spawn = anywhere});
  BOOST_TEST(register_name("one", self()));
}

BOOST_FIXTURE_TEST_CASE(nothing_comes_of_a_start_that_has_failed, apart) {
  const start_result failed =
      start<never_starts>(start_options{.spawn = anywhere, .monitor = true});
  BOOST_TEST(!failed.ok());
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_stop_that_meets_a_start_calls_it_off, meeting) {
  const auto starts = std::make_shared<std::atomic<int>>(0);
  const pid top = supervisor::start_link(
      {.children = {child_of("a", child_start<ready_once>(starts))}}, {.spawn = anywhere});
  const pid child = supervisor::which_children(top).at(0).actor;
  spawn(anywhere, [child, test = self()] {
    kill(child);
    send(test, "now");
  });
  receive(on("now", [] {}));
  exit(top, exit_reason::shutdown);
  settle();
  BOOST_TEST(!is_alive(top));
  kill(top);
  ends(top);
}

// Supervisors.

BOOST_FIXTURE_TEST_CASE(a_transient_child_that_ends_at_once_stays_away, meeting) {
  std::atomic<int> starts{0};
  child_spec brief = child_of("brief", child_start([&starts] {
                                ++starts;
                                passes_by_another_worker();
                              }));
  brief.restart = restart_type::transient;
  const pid top = supervisor::start_link({.children = {brief}}, {.spawn = anywhere});
  settle();
  BOOST_TEST(starts == 1);
  ends(top);
}

BOOST_FIXTURE_TEST_CASE(a_dynamic_supervisor_ends_after_its_children, meeting) {
  const pid top = dynamic_supervisor::start_link(
      {.child = {.start = [](const term& extra) -> start_function {
                   return extra.get<bool>(0) ? child_start(stops_slowly)
                                             : child_start([] { receive(on("go", [] {})); });
                 },
                 .restart = restart_type::temporary,
                 .spawn = anywhere}},
      {.spawn = anywhere});
  std::vector<pid> slow;
  for (int i = 0; i < 2; ++i) slow.push_back(dynamic_supervisor::start_child(top, true).actor);
  const pid brief = dynamic_supervisor::start_child(top, false).actor;
  send(brief, "go");
  exit(top, exit_reason::shutdown);
  receive<exit_signal>();
  for (const pid each : slow) BOOST_TEST(!is_alive(each));
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_killed_supervisor_comes_again_when_its_children_are_gone, meeting) {
  child_spec slow = child_of("slow", child_start(stops_slowly));
  slow.name = "slow";
  child_spec inner = child_of("inner", child_start(supervisor_spec{.children = {slow}}));
  inner.type = child_type::supervisor;
  const pid top = supervisor::start_link({.children = {inner}}, {.spawn = anywhere});
  kill(supervisor::which_children(top).at(0).actor);
  settle();
  BOOST_TEST(bool(whereis("slow")));
  BOOST_TEST(reports("supervisor/start_error").empty());
  ends(top);
}

BOOST_AUTO_TEST_CASE(a_stop_that_meets_a_new_acceptor_takes_no_time) {
  const network net;
  testing::node home(net);
  trap_exit();
  const dynamic_supervisor_spec connections{
      .child = {.start = [](const term&) { return child_start(idle); }}};
  child_spec first = child_of("connections", child_start(connections));
  first.type = child_type::supervisor;
  first.spawn.place = placement::here;
  child_spec last = child_of(
      "acceptor", child_start<io::acceptor>(io::acceptor_options{.address = "127.0.0.1:0"}));
  last.shutdown = 60s;
  const pid top = supervisor::start_link({.children = {first, last}}, {.spawn = anywhere});
  exit(top, exit_reason::shutdown);
  home.settle();
  BOOST_TEST(!is_alive(top));
  home.advance(60s);
  receive<exit_signal>();
}

// Behaviours.

BOOST_FIXTURE_TEST_CASE(a_breaker_that_has_opened_is_not_closed_by_an_earlier_call, apart) {
  const circuit_breaker_options options{.failures = 1, .open_for = 30s};
  const pid breaker = start<circuit_breaker_server>(start_options{.spawn = anywhere}, options);
  for (const bool fails : {true, false}) {
    spawn(anywhere, [=] {
      try {
        circuit_breaker(breaker).call([=] {
          passes_by_another_worker();
          if (fails) throw std::runtime_error("no luck");
        });
      } catch (const std::exception&) {
      }
    });
  }
  settle();
  BOOST_CHECK_THROW(circuit_breaker(breaker).call([] {}), circuit_open);
  kill(breaker);
}

BOOST_FIXTURE_TEST_CASE(no_task_lives_longer_than_its_group, apart) {
  std::atomic<int> alive{0};
  spawn(anywhere, [&alive, test = self()] {
    {
      task_group group;
      for (int i = 0; i < 2; ++i) {
        group.spawn([&alive] {
          const counted lives(alive);
          idle();
        });
      }
      passes_by_another_worker();
    }
    send(test, alive.load());
  });
  BOOST_TEST(receive<int>() == 0);
  settle();
}

// The node.

BOOST_FIXTURE_TEST_CASE(all_has_happened_when_all_is_settled, apart) {
  std::atomic<int> hops{0};
  const auto passes_on = [&hops] {
    for (;;) {
      receive(on(tuple("to", type<pid>, type<int>), [&hops](pid back, int left) {
        ++hops;
        if (left > 0) send(back, tuple("to", self(), left - 1));
      }));
    }
  };
  const pid one = spawn(anywhere, passes_on);
  const pid two = spawn(anywhere, passes_on);
  send(one, tuple("to", two, 9));
  settle();
  BOOST_TEST(hops == 10);
  kill(one);
  kill(two);
}

BOOST_FIXTURE_TEST_CASE(a_blocking_function_has_ended_when_all_is_settled, apart) {
  std::atomic<bool> has_ended{false};
  spawn(anywhere, [&has_ended] { blocking([&has_ended] { has_ended = true; }); });
  settle();
  BOOST_TEST(has_ended);
}

BOOST_AUTO_TEST_CASE(a_node_ends_while_actors_are_on_their_way) {
  std::atomic<int> left{0};
  {
    const testing::node home;
    spawn(anywhere, [&left, test = self()] {
      spawn(anywhere, [&left, test] {
        send(test, "go");
        for (int i = 0; i < 4; ++i) {
          spawn(anywhere, [&left] {
            const counted lives(left);
            idle();
          });
        }
      });
    });
    receive(on("go", [] {}));
  }
  BOOST_TEST(left == 0);
}

BOOST_AUTO_TEST_SUITE_END()
