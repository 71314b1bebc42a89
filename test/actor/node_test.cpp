// The node: it owns actors, and leaving its scope ends them all.
#include "fauxtp/node.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <latch>
#include <system_error>
#include <thread>

#include "actors.hpp"
#include "fauxtp/registry.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

node_options quiet() {
  return {.workers = workers_wanted(), .shutdown_timeout = 20s, .log = [](const report&) {}};
}

/// Counts the ends of actors that outlive the test's body.
struct ending {
  std::atomic<int> count{0};
  spawn_options noted() {
    return {.on_exit = [this](pid, const exit_reason&) { ++count; }};
  }
};

[[maybe_unused]] std::size_t threads_now() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// While it lives, the system gives this process no thread: no address space has room for such a
/// large stack.
class no_threads {
 public:
  no_threads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, std::size_t{1} << 46);
    pthread_setattr_default_np(&huge);
    pthread_attr_destroy(&huge);
  }
  ~no_threads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(node_test)

BOOST_AUTO_TEST_CASE(the_calling_thread_becomes_an_actor) {
  const node home(quiet());
  BOOST_TEST(in_actor());
  send(self(), 1);
  BOOST_TEST(receive<int>() == 1);
}

BOOST_AUTO_TEST_CASE(the_calling_thread_is_no_actor_any_more_when_the_node_is_gone) {
  { const node home(quiet()); }
  BOOST_TEST(!in_actor());
}

BOOST_AUTO_TEST_CASE(a_thread_may_have_one_node_after_another) {
  for (int i = 0; i < 20; ++i) {
    const node home(quiet());
    spawn([test = self()] { send(test, 1); });
    BOOST_TEST_REQUIRE(receive<int>() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_second_node_on_a_thread_is_refused) {
  const node home(quiet());
  BOOST_CHECK_THROW(node{quiet()}, std::logic_error);
  BOOST_TEST(in_actor());
}

BOOST_AUTO_TEST_CASE(a_node_inside_an_actor_is_refused) {
  const node home(quiet());
  spawn([test = self()] {
    try {
      const node inner(quiet());
      send(test, false);
    } catch (const std::logic_error&) {
      send(test, true);
    }
  });
  BOOST_TEST(receive<bool>());
}

BOOST_AUTO_TEST_CASE(actors_run_on_the_workers_and_not_on_the_calling_thread) {
  const node home(quiet());
  for (int i = 0; i < 8; ++i) {
    spawn([test = self(), main = std::this_thread::get_id()] {
      send(test, std::this_thread::get_id() != main);
    });
    BOOST_TEST(receive<bool>());
  }
}

BOOST_AUTO_TEST_CASE(actors_go_on_while_the_calling_thread_is_busy_elsewhere) {
  const node home(quiet());
  std::latch ran(1);
  spawn([&ran] { ran.count_down(); });
  ran.wait();
  BOOST_TEST(in_actor());
}

BOOST_AUTO_TEST_CASE(a_node_without_a_number_has_a_worker_for_each_processor) {
  BOOST_TEST(node{}.workers() >= 1U);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they make threads, too
BOOST_AUTO_TEST_CASE(a_node_that_gets_too_few_threads_says_so_and_leaves_nothing) {
  const std::size_t before = threads_now();
  for (int i = 0; i < 10; ++i) {
    for (const duration stall_after : {infinity, duration(1s)}) {
      const no_threads limited;
      node_options many = quiet();
      many.workers = 1000;
      many.stall_after = stall_after;
      try {
        const node none(std::move(many));
        BOOST_TEST(false);
      } catch (const std::system_error& refused) {
        const std::string said = refused.what();
        BOOST_TEST(
            said.starts_with("fauxtp: a node wants 1000 threads, and the system gives it 0"));
      }
      BOOST_TEST(!in_actor());
      BOOST_TEST(threads_now() == before);
    }
    const node second(quiet());
    spawn([test = self()] { send(test, 1); });
    BOOST_TEST_REQUIRE(receive<int>() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_node_can_be_left_when_no_thread_is_to_be_had) {
  ending ended;
  {
    const node home(quiet());
    spawn(ended.noted(), idle);
    const no_threads limited;
  }
  BOOST_TEST(ended.count == 1);
}
#endif

BOOST_AUTO_TEST_CASE(the_longest_shutdown_timeouts_are_for_ever) {
  for (const duration longest :
       {infinity, duration(std::chrono::milliseconds::max()), duration(infinity - 1ns)}) {
    ending ended;
    {
      node_options patient = quiet();
      patient.shutdown_timeout = longest;
      const node home(std::move(patient));
      spawn(ended.noted(), idle);
    }
    BOOST_TEST(ended.count == 1);
  }
}

BOOST_AUTO_TEST_CASE(actors_counts_the_calling_thread) {
  const node home(quiet());
  BOOST_TEST(home.actors() == 1U);
  const monitored made = spawn_monitor(idle);
  BOOST_TEST(home.actors() == 2U);
  kill(made.actor);
  receive<down>();
}

BOOST_AUTO_TEST_CASE(leaving_the_node_ends_parked_actors) {
  ending ended;
  {
    const node home(quiet());
    for (int i = 0; i < 1000; ++i) spawn(ended.noted(), idle);
  }
  BOOST_TEST(ended.count == 1000);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_ends_actors_that_have_not_begun) {
  ending ended;
  {
    const node home(quiet());
    for (int i = 0; i < 1000; ++i) spawn(ended.noted(), [] {});
  }
  BOOST_TEST(ended.count == 1000);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_unwinds_stacks) {
  const auto held = std::make_shared<int>(1);
  {
    const node home(quiet());
    spawn([held] {
      const auto local = held;
      idle();
    });
  }
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_sends_shutdown_to_those_that_trap_exits) {
  std::string seen;
  {
    const node home(quiet());
    spawn([&seen, test = self()] {
      trap_exit();
      send(test, 1);
      seen = to_string(receive<exit_signal>().reason);
    });
    receive<int>();
  }
  BOOST_TEST(seen == "shutdown");
}

BOOST_AUTO_TEST_CASE(leaving_the_node_kills_those_that_trap_exits_and_stay) {
  ending ended;
  {
    node_options impatient = quiet();
    impatient.shutdown_timeout = 200ms;
    const node home(impatient);
    spawn(ended.noted(), [test = self()] {
      trap_exit();
      send(test, 1);
      idle();
    });
    receive<int>();
  }
  BOOST_TEST(ended.count == 1);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_ends_what_others_than_the_calling_thread_have_made) {
  ending ended;
  {
    const node home(quiet());
    spawn([&ended, test = self()] {
      for (int i = 0; i < 10; ++i) spawn(ended.noted(), idle);
      send(test, 1);
    });
    receive<int>();
  }
  BOOST_TEST(ended.count == 10);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_ends_a_chain_that_keeps_making_actors) {
  static std::atomic<int> begun, ended;
  begun = ended = 0;
  struct chain {
    static void link() {
      ++begun;
      spawn(spawn_options{.place = placement::spread,
                          .on_exit = [](pid, const exit_reason&) { ++ended; }},
            link);
    }
  };
  {
    const node home(quiet());
    spawn(spawn_options{.on_exit = [](pid, const exit_reason&) { ++ended; }}, chain::link);
    while (begun < 1000) yield();
  }
  BOOST_TEST(begun >= 1000);
  BOOST_TEST(ended >= begun);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_ends_actors_that_only_talk_to_each_other) {
  ending ended;
  {
    const node home(quiet());
    const pid one = spawn(ended.noted(), [] {
      for (;;) send(receive<pid>(), self());
    });
    spawn(ended.noted(), [one] {
      for (send(one, self());;) send(receive<pid>(), self());
    });
  }
  BOOST_TEST(ended.count == 2);
}

BOOST_AUTO_TEST_CASE(leaving_the_node_stops_first_what_was_made_last) {
  std::string order;
  {
    node_options one_worker = quiet();
    one_worker.workers = 1;
    const node home(one_worker);
    for (const char name : {'a', 'b', 'c'}) {
      spawn(spawn_options{.on_exit = [&order, name](pid, const exit_reason&) { order += name; }},
            [test = self()] {
              send(test, 1);
              idle();
            });
      receive<int>();
    }
  }
  BOOST_TEST(order == "cba");
}

BOOST_AUTO_TEST_CASE(the_last_actor_may_end_just_when_the_node_is_left_1000_times) {
  ending ended;
  for (int i = 0; i < repetitions(1000); ++i) {
    const node home(quiet());
    spawn(ended.noted(), [] {});
    for (int turn = 0; turn < i % 10; ++turn) yield();
  }
  BOOST_TEST(ended.count == repetitions(1000));
}

BOOST_AUTO_TEST_CASE(an_exception_may_leave_the_nodes_scope) {
  ending ended;
  const auto main = [&ended] {
    const node home(quiet());
    spawn(ended.noted(), idle);
    throw std::runtime_error("out of here");
  };
  BOOST_CHECK_THROW(main(), std::runtime_error);
  BOOST_TEST(ended.count == 1);
}

BOOST_AUTO_TEST_CASE(two_nodes_in_one_process_send_to_each_other) {
  const node home(quiet());
  const pid here = self();
  std::thread other([here] {
    const node away(quiet());
    for (int i = 0; i < 1000; ++i) {
      send(here, tuple(self(), i));
      receive<int>();
    }
  });
  int out_of_order = 0;
  for (int i = 0; i < 1000; ++i) {
    receive(on(tuple(any, any), [&](pid there, int number) {
      out_of_order += number != i;
      send(there, number);
    }));
  }
  other.join();
  BOOST_TEST(out_of_order == 0);
}

BOOST_AUTO_TEST_CASE(an_actor_of_another_node_can_be_monitored_across_its_end) {
  const node home(quiet());
  std::latch monitored(1);
  std::thread other([here = self(), &monitored] {
    const node away(quiet());
    send(here, spawn(idle));
    monitored.wait();
  });
  const ref end = monitor(receive<pid>());
  monitored.count_down();
  const exit_reason reason =
      receive(on(where([end](const down& seen) { return seen.monitor == end; }),
                 [](down seen) { return seen.reason; }));
  other.join();
  // Either the monitor or the end of the node came first.
  BOOST_TEST((reason == exit_reason::shutdown || reason == exit_reason::noproc));
}

BOOST_AUTO_TEST_CASE(sending_to_an_actor_of_a_node_that_is_gone_drops_the_message) {
  pid gone;
  {
    const node home(quiet());
    gone = spawn(idle);
  }
  const auto held = std::make_shared<int>(1);
  const node home(quiet());
  send(gone, held);
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(names_are_of_one_node) {
  {
    const node home(quiet());
    register_name("main", self());
  }
  const node home(quiet());
  BOOST_TEST(!whereis("main"));
}

BOOST_AUTO_TEST_CASE(a_timer_runs_by_the_real_clock) {
  const node home(quiet());
  const auto begin = std::chrono::steady_clock::now();
  sleep(5ms);
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= 5ms));
}

BOOST_AUTO_TEST_CASE(with_a_seed_pids_come_in_the_same_order_whatever_ran_before) {
  const auto order_of_pids = [](std::uint64_t seed, int burst) {
    const node here({.workers = 1,
                     .log = [](const report&) {},
                     .seed = seed,
                     .manual_clock = true,
                     .caller_works = true});
    std::vector<pid> all;
    std::vector<pid> alive;
    for (int i = 0; i < 2000; ++i) {
      alive.push_back(spawn(idle));
      all.push_back(alive.back());
      if (i % burst == 0) {
        for (std::size_t each = 0; each < alive.size(); each += 2) kill(alive[each]);
        sleep(0s);
        std::erase_if(alive, [](pid each) { return !is_alive(each); });
      }
    }
    std::vector<std::size_t> order;
    std::vector<pid> sorted = all;
    std::ranges::sort(sorted);
    for (const pid each : all) {
      order.push_back(
          static_cast<std::size_t>(std::ranges::lower_bound(sorted, each) - sorted.begin()));
    }
    return order;
  };
  const auto first = order_of_pids(7, 10);
  order_of_pids(0, 3);
  order_of_pids(0, 70);
  BOOST_TEST((order_of_pids(7, 10) == first));
  order_of_pids(9, 11);
  BOOST_TEST((order_of_pids(7, 10) == first));
}

BOOST_AUTO_TEST_SUITE_END()
