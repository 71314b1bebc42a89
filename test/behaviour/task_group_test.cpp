// Groups of tasks: they end as one, and none outlives its group.
#include "fauxtp/task_group.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <numeric>

#include "fauxtp/blocking.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/hibernate.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// Why a group has failed.
template <class Function>
exit_reason failure_of(Function function) {
  try {
    function();
  } catch (const task_error& failure) {
    return failure.reason();
  }
  return exit_reason(term("it has not failed"));
}

void forever() { fauxtp::sleep(infinity); }

/// Counts how many of its kind live.
class counted {
 public:
  explicit counted(std::atomic<int>& living) : living_(living) { ++living_; }
  ~counted() { --living_; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;

 private:
  std::atomic<int>& living_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(task_group_test, testing::node)

BOOST_AUTO_TEST_CASE(results_come_in_the_order_of_spawning) {
  task_group group;
  const pid first = group.spawn([] { return receive<int>(); });
  group.spawn([] { return 2; });
  settle();
  send(first, 1);
  BOOST_TEST((group.join<int>() == std::vector{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_group_without_tasks_is_joined_at_once) {
  task_group group;
  group.join();
  BOOST_TEST(group.join<int>().empty());
}

BOOST_AUTO_TEST_CASE(a_group_can_be_used_again_after_a_join) {
  task_group group;
  group.spawn([] { return 1; });
  BOOST_TEST((group.join<int>() == std::vector{1}));
  group.spawn([] { return 2; });
  BOOST_TEST((group.join<int>() == std::vector{2}));
}

BOOST_AUTO_TEST_CASE(functions_and_results_that_can_only_be_moved_are_moved) {
  task_group group;
  group.spawn([held = std::make_unique<int>(5)]() mutable { return std::move(held); });
  BOOST_TEST(*group.join<std::unique_ptr<int>>().front() == 5);
}

BOOST_AUTO_TEST_CASE(a_group_fails_with_what_its_first_task_has_thrown) {
  const auto why_after = [](auto function) {
    return failure_of([&] {
      task_group group;
      group.spawn(forever);
      group.spawn(function);
      group.spawn(forever);  // the group may have failed by now
      group.join();
    });
  };
  struct silent : std::exception {
    const char* what() const noexcept override { return nullptr; }
  };
  BOOST_TEST(why_after([] { throw std::runtime_error("broken"); }) ==
             exit_reason::error("std::runtime_error", "broken"));
  BOOST_TEST(why_after([] { throw 5; }) == exit_reason::error("int", ""));
  BOOST_TEST(why_after([] { throw "text"; }) == exit_reason::error("const char*", "text"));
  BOOST_TEST(why_after([] { throw silent(); }).error()->what == "");
  BOOST_TEST(why_after([] { stop(); }) == exit_reason::normal);
  BOOST_TEST(why_after([] { stop(exit_reason("enough")); }) == exit_reason("enough"));
  BOOST_TEST(why_after([] { exit(self(), exit_reason::kill); }) == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(a_failure_ends_the_others_while_the_owner_does_something_else) {
  const pid owner = spawn([test = self()] {
    task_group group;
    const pid other = group.spawn(forever);
    group.spawn([] { throw 1; });
    send(test, other);
    receive(on("go on", [] {}));
    group.running();
    send(test, failure_of([&] { group.join(); }) == exit_reason::error("int", ""));
  });
  settle();
  BOOST_TEST(!is_alive(receive<pid>()));
  send(owner, "go on");
  settle();
  BOOST_TEST(receive<bool>());
}

BOOST_AUTO_TEST_CASE(a_group_that_has_failed_takes_no_task_and_keeps_its_reason) {
  task_group group;
  group.spawn([] { throw 1; });
  const exit_reason why = failure_of([&] { group.join(); });
  BOOST_TEST(failure_of([&] { group.spawn([] {}); }) == why);
  BOOST_TEST(failure_of([&] { group.join(); }) == why);
}

BOOST_AUTO_TEST_CASE(when_spawn_throws_the_others_have_ended) {
  std::atomic<int> living = 0;
  task_group group;
  const auto lives = [&living] {
    const counted one(living);
    forever();
  };
  for (int i = 0; i < 10; ++i) group.spawn(lives);
  settle();
  group.spawn([] { throw 1; });
  BOOST_CHECK_THROW(
      for (;;) {
        yield();
        group.spawn(lives);
      },
      task_error);
  BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_CASE(when_join_throws_the_others_have_ended) {
  std::atomic<int> living = 0;
  task_group group;
  for (int i = 0; i < 10; ++i) {
    group.spawn([&living] {
      const counted one(living);
      forever();
    });
  }
  settle();
  BOOST_TEST(living == 10);
  group.spawn([] { throw 1; });
  BOOST_CHECK_THROW(group.join(), task_error);
  BOOST_TEST(living == 0);
  BOOST_TEST(group.running() == 0U);
}

BOOST_AUTO_TEST_CASE(no_task_outlives_a_scope_that_is_left_by_an_exception) {
  std::atomic<int> living = 0;
  try {
    task_group group;
    for (int i = 0; i < 10; ++i) {
      group.spawn([&living] {
        const counted one(living);
        forever();
      });
    }
    settle();
    throw std::runtime_error("the owner");
  } catch (const std::runtime_error&) {
    BOOST_TEST(living == 0);
  }
}

BOOST_AUTO_TEST_CASE(an_owner_that_is_killed_in_its_join_takes_its_tasks_with_it) {
  std::atomic<int> living = 0;
  bool had_ended = false;
  const pid owner = spawn([&] {
    const auto last_look = [&](void*) { had_ended = living == 0; };
    const std::unique_ptr<void, decltype(last_look)> after_the_group(&living, last_look);
    task_group group;
    for (int i = 0; i < 10; ++i) {
      group.spawn([&living] {
        const counted one(living);
        forever();
      });
    }
    group.join();
  });
  settle();
  BOOST_TEST(living == 10);
  exit(owner, exit_reason::kill);
  settle();
  BOOST_TEST(had_ended);
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_CASE(an_owner_that_is_killed_while_it_spawns_takes_its_tasks_with_it) {
  const pid owner = spawn([] {
    task_group group({.max_concurrency = 2});
    for (;;) group.spawn(forever);
  });
  settle();
  BOOST_TEST(actors() == 4U);
  exit(owner, exit_reason::shutdown);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_scope_waits_for_a_task_that_blocks) {
  std::atomic<bool> done = false;
  {
    task_group group;
    group.spawn([&done] {
      blocking([&done] { done = true; });
      forever();
    });
    while (!done) settle();
  }
  BOOST_TEST(done);
}

BOOST_AUTO_TEST_CASE(at_most_max_concurrency_tasks_run_at_once) {
  spawn([test = self()] {
    std::atomic<int> living = 0;
    std::atomic<int> most = 0;
    task_group group({.max_concurrency = 3});
    for (int i = 0; i < 10; ++i) {
      group.spawn([&] {
        const counted one(living);
        for (int now = living, seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        fauxtp::sleep(1s);
      });
    }
    group.join();
    send(test, most.load());
  });
  advance(4s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "3");
}

BOOST_AUTO_TEST_CASE(when_the_time_is_up_the_group_fails_with_timeout) {
  spawn([test = self()] {
    task_group group({.timeout = 3s});
    group.spawn([] { fauxtp::sleep(2s); });
    group.join();
    send(test, "in time");
    group.spawn([] { fauxtp::sleep(2s); });
    send(test, to_string(failure_of([&] { group.join(); })));
  });
  advance(2s);
  BOOST_TEST(testing::next_message() == "\"in time\"");
  advance(1s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
}

BOOST_AUTO_TEST_CASE(tasks_that_were_in_time_have_their_results_however_late_they_are_joined) {
  task_group group({.timeout = 3s});
  group.spawn([] {
    fauxtp::sleep(2s);
    return 1;
  });
  advance(4s);
  BOOST_TEST((group.join<int>() == std::vector{1}));
  BOOST_TEST(failure_of([&] { group.spawn([] {}); }) == exit_reason::timeout);
}

BOOST_AUTO_TEST_CASE(a_group_whose_time_is_zero_or_less_fails_and_infinity_lasts) {
  for (const duration time : {duration(0s), duration(-1s), duration::min()}) {
    task_group group({.timeout = time});
    BOOST_TEST(failure_of([&] { group.spawn([] {}); }) == exit_reason::timeout);
  }
  task_group group({.timeout = infinity});
  group.spawn([] { fauxtp::sleep(1h); });
  advance(1h);
  group.join();
}

BOOST_AUTO_TEST_CASE(a_group_leaves_the_mailbox_alone) {
  send(self(), "mine");
  {
    task_group group;
    group.spawn([test = self()] { send(test, "from a task"); });
    group.join();
    group.spawn([] { throw 1; });
    settle();
  }
  BOOST_TEST(testing::next_message() == "\"mine\"");
  BOOST_TEST(testing::next_message() == "\"from a task\"");
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(a_task_that_waits_for_room_in_its_owners_mailbox_goes_on) {
  for (const bool late : {false, true}) {
    spawn({.mailbox = {.messages = 2}}, [late, test = self()] {
      task_group group;
      group.spawn([owner = self()] {
        for (int i = 0; i < 10; ++i) send(owner, i);
      });
      if (late) fauxtp::sleep(1s);
      group.join();
      int sum = 0;
      for (int i = 0; i < 10; ++i) sum += receive<int>();
      send(test, sum);
    });
    advance(1s);
    BOOST_TEST(testing::next_message() == "45");
  }
}

BOOST_AUTO_TEST_CASE(a_full_mailbox_costs_a_group_nothing) {
  for (int i = 0; i < 20'000; ++i) send(self(), i);
  task_group group({.max_concurrency = 8});
  for (int i = 0; i < 20'000; ++i) group.spawn([] {});
  group.join();
  for (int i = 0; i < 20'000; ++i) receive<int>();
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_tasks_have_their_results) {
  task_group group({.max_concurrency = 1000});
  for (int i = 0; i < 100'000; ++i) group.spawn([i] { return i; });
  const std::vector<int> results = group.join<int>();
  BOOST_TEST(results.size() == 100'000U);
  BOOST_TEST(results[77'777] == 77'777);
}

BOOST_AUTO_TEST_CASE(groups_may_lie_in_each_other) {
  std::atomic<int> living = 0;
  const auto leaf = [&living] {
    const counted one(living);
    forever();
  };
  const auto branch = [leaf] {
    task_group inner;
    for (int i = 0; i < 3; ++i) inner.spawn(leaf);
    inner.join();
  };
  task_group outer;
  for (int i = 0; i < 3; ++i) outer.spawn(branch);
  settle();
  BOOST_TEST(living == 9);
  outer.spawn([] {
    task_group inner;
    inner.spawn([] { throw std::runtime_error("deep"); });
    inner.join();
  });
  BOOST_TEST(failure_of([&] { outer.join(); }) == exit_reason::error("std::runtime_error", "deep"));
  BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_CASE(only_its_owner_uses_a_group) {
  task_group group;
  std::atomic<int> refused = 0;
  group.spawn([&] {
    try {
      group.spawn([] {});
    } catch (const std::logic_error&) {
      ++refused;
    }
    try {
      group.join();
    } catch (const std::logic_error&) {
      ++refused;
    }
  });
  group.join();
  BOOST_TEST(refused == 2);
}

BOOST_AUTO_TEST_CASE(what_is_chosen_for_the_tasks_holds_for_each_of_them) {
  std::atomic<int> ended = 0;
  task_group group({.spawn = {.label = "cook", .on_exit = [&ended](pid, const exit_reason&) {
                                ++ended;
                                throw std::runtime_error("in on_exit");
                              }}});
  const pid task = group.spawn([] { return receive<int>(); });
  group.spawn([] { return 1; });
  settle();
  BOOST_TEST(info(task)->label == "cook");
  send(task, 2);
  BOOST_TEST((group.join<int>() == std::vector{2, 1}));
  BOOST_TEST(ended == 2);
  BOOST_TEST(group.running() == 0U);
  group.spawn([] { return 1; });
  BOOST_CHECK_THROW(task_group({.spawn = {.scheduler = "none"}}).spawn([] {}),
                    std::invalid_argument);
}

namespace {

/// Cooks all dishes of an order at once, and takes orders meanwhile.
class cook : public gen_server<cook> {
 public:
  cook() { keep_deadlines(); }
  term handle_call(term request, from) {
    if (request == "notes") return notes_;
    task_group group;
    for (int i = 0; i < 3; ++i) {
      group.spawn([&] {
        fauxtp::sleep(std::chrono::seconds(request.as<int>()));
        return (deadline() - now()).count() / 1'000'000'000;
      });
    }
    try {
      list all;
      for (const auto left : group.join<std::int64_t>()) all.push_back(term(left));
      return term(std::move(all));
    } catch (const task_error& late) {
      notes_ += to_string(late.reason());
      throw;
    }
  }
  void handle_info(term message) { notes_ += message.as<std::string>(); }
  void handle_cast(term) {}

 private:
  std::string notes_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_that_joins_in_a_handler_keeps_its_messages_in_order) {
  const pid server = start<cook>();
  spawn([=, test = self()] { send(test, to_string(call(server, 3, 5s))); });
  settle();
  for (const char* each : {"a", "b", "c"}) send(server, each);
  advance(3s);
  BOOST_TEST(testing::next_message() == "\"[2, 2, 2]\"");
  BOOST_TEST(call(server, "notes") == "abc");
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(a_group_ends_with_the_call_that_its_owner_serves) {
  const pid server = start<cook>();
  const ref end = monitor(server);
  spawn([=] { testing::cause_of([&] { call(server, 10, 5s); }); });
  advance(5s - 1ms);
  BOOST_TEST(testing::end_of(end) == testing::still_alive());
  advance(1ms);
  BOOST_TEST(testing::end_of(end) == exit_reason::timeout);
}

BOOST_AUTO_TEST_CASE(a_handler_that_is_cancelled_in_a_join_takes_its_tasks_with_it) {
  class chef : public gen_server<chef> {
   public:
    chef() { keep_deadlines(); }
    term handle_call(term request, from) {
      if (request == "how many") return static_cast<std::int64_t>(children().size());
      const ends_when_cancelled scope;
      task_group group;
      for (int i = 0; i < 3; ++i) group.spawn(forever);
      group.join();
      return {};
    }
  };
  const pid server = start<chef>();
  const pid guest = spawn([=] { call(server, "cook", infinity); });
  settle();
  BOOST_TEST(actors() == 6U);
  exit(guest, exit_reason::kill);
  settle();
  BOOST_TEST(actors() == 2U);
  BOOST_TEST(call(server, "how many") == 0);
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(a_group_that_is_a_member_ends_with_its_server) {
  class chef : public gen_server<chef> {
   public:
    chef() { group_.spawn(forever); }
    void handle_cast(term) {
      group_.spawn([] { throw 1; });
    }
    term handle_call(term, from) { return static_cast<std::int64_t>(group_.running()); }

   private:
    task_group group_;
  };
  const pid server = start<chef>();
  BOOST_TEST(call(server, "how many") == 1);
  cast(server, "fail");
  settle();
  BOOST_TEST(call(server, "how many") == 0);
  exit(start<chef>(), exit_reason::kill);
  exit(server, exit_reason::shutdown);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_CASE(a_task_that_traps_exits_and_one_that_goes_on_as_another_function_end_too) {
  std::atomic<int> living = 0;
  {
    task_group group;
    group.spawn([&living] {
      const counted one(living);
      trap_exit();
      for (;;) receive(on(any, [](term) {}));
    });
    group.spawn([&living] {
      hibernate([&living] {
        const counted one(living);
        forever();
      });
    });
    settle();
  }
  BOOST_TEST(living == 0);
  task_group group;
  const pid task = group.spawn([] { hibernate([] { receive(on(any, [](term) {})); }); });
  settle();
  send(task, "wake up");
  BOOST_TEST(failure_of([&] { group.join(); }) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(a_result_of_another_type_is_an_error_of_the_join) {
  task_group group;
  group.spawn([] { return "text"; });
  BOOST_CHECK_THROW(group.join<int>(), std::exception);
  group.spawn([] { return 1; });
  BOOST_TEST((group.join<int>() == std::vector{1}));
}

BOOST_AUTO_TEST_CASE(an_owner_that_is_shut_down_has_no_crash_reports_of_its_tasks) {
  const pid owner = spawn([] {
    task_group group;
    for (int i = 0; i < 3; ++i) group.spawn(forever);
    group.join();
  });
  settle();
  exit(owner, exit_reason::shutdown);
  settle();
  BOOST_TEST(reports("actor/crash").empty());
}

// Tasks end, fail and are killed at any moment, and so is their owner.
BOOST_AUTO_TEST_CASE(groups_that_end_at_any_moment_leave_nothing_behind) {
  std::atomic<int> living = 0;
  for (int i = 0; i < testing::race_repetitions(5'000); ++i) {
    const pid owner = spawn([&living, i] {
      const counted one(living);
      task_group group({.max_concurrency = 4});
      for (int task = 0; task < 8; ++task) {
        group.spawn([&living, i, task] {
          const counted one(living);
          if (i % 7 == task) stop(exit_reason::shutdown);
          if (i % 3 == 0) yield();
        });
      }
      group.join();
    });
    if (i % 2 == 0) exit(owner, exit_reason::kill);
    if (i % 64 == 0) settle();
  }
  settle();
  BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_SUITE_END()
