// Tasks: functions as actors with a result.
#include "fauxtp/task.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(task_test)

BOOST_FIXTURE_TEST_CASE(join_returns_what_the_function_returned, testing::node) {
  auto work = spawn_task([] { return 6 * 7; });
  const int result = work.join();
  BOOST_TEST(result == 42);
}

BOOST_FIXTURE_TEST_CASE(join_of_a_function_without_a_result_returns_when_it_is_done,
                        testing::node) {
  bool done = false;
  spawn_task([&done] { done = true; }).join();
  BOOST_TEST(done);
}

BOOST_FIXTURE_TEST_CASE(a_result_that_can_only_be_moved_is_moved, testing::node) {
  BOOST_TEST(*spawn_task([] { return std::make_unique<int>(5); }).join() == 5);
}

BOOST_FIXTURE_TEST_CASE(a_task_is_an_actor_and_a_child_of_its_maker, testing::node) {
  task work([] { return self(); });
  const std::vector<pid> own = children();
  BOOST_TEST((own == std::vector<pid>{work.actor()}));
  BOOST_TEST(work.join() == work.actor());
}

BOOST_FIXTURE_TEST_CASE(a_task_that_throws_fails_its_join_with_its_error, testing::node) {
  auto work = spawn_task([]() -> int { throw std::runtime_error("broken"); });
  try {
    work.join();
    BOOST_ERROR("it had a result");
  } catch (const task_error& failure) {
    BOOST_TEST(failure.reason() == exit_reason::error("std::runtime_error", "broken"));
  }
}

BOOST_FIXTURE_TEST_CASE(a_task_that_throws_does_not_disturb_who_has_not_joined, testing::node) {
  auto work = spawn_task([] { throw std::runtime_error("broken"); });
  settle();
  BOOST_CHECK_THROW(work.join(), task_error);
}

BOOST_FIXTURE_TEST_CASE(join_fails_with_timeout_when_the_time_is_up, testing::node) {
  const monitored joins = spawn_monitor([] { spawn_task([] { fauxtp::sleep(2s); }).join(1s); });
  advance(1s - 1ms);
  BOOST_TEST(testing::end_of(joins.monitor) == testing::still_alive());
  advance(1ms);
  BOOST_TEST(testing::end_of(joins.monitor) == exit_reason::timeout);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_was_not_done_in_time_may_be_joined_again, testing::node) {
  spawn([test = self()] {
    auto work = spawn_task([] {
      fauxtp::sleep(2s);
      return 1;
    });
    try {
      work.join(1s);
    } catch (const task_error&) {
    }
    send(test, work.join());
  });
  advance(2s);
  BOOST_TEST(testing::next_message() == "1");
}

BOOST_FIXTURE_TEST_CASE(join_leaves_nothing_in_the_mailbox, testing::node) {
  spawn_task([] { return 1; }).join();
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(join_leaves_other_messages_alone, testing::node) {
  send(self(), "mine");
  spawn_task([] { return 1; }).join();
  BOOST_TEST(testing::next_message() == "\"mine\"");
}

BOOST_FIXTURE_TEST_CASE(tasks_may_be_joined_in_any_order, testing::node) {
  auto first = spawn_task([] { return 1; });
  auto second = spawn_task([] { return 2; });
  BOOST_TEST(second.join() == 2);
  BOOST_TEST(first.join() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_ends_at_once_has_its_result_10_000_times, testing::node) {
  int sum = 0;
  for (int i = 0; i < 10'000; ++i) sum += spawn_task([] { return 1; }).join();
  BOOST_TEST(sum == 10'000);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_tasks_run_beside_each_other, testing::node) {
  spawn([test = self()] {
    std::vector<task<int>> all;
    for (int i = 0; i < 100; ++i) {
      all.push_back(spawn_task([i] {
        fauxtp::sleep(1s);
        return i;
      }));
    }
    int sum = 0;
    for (auto& each : all) sum += each.join();
    send(test, sum);
  });
  advance(1s);
  BOOST_TEST(testing::next_message() == "4950");
}

BOOST_FIXTURE_TEST_CASE(a_task_ends_with_its_maker, testing::node) {
  const pid maker = spawn([] {
    auto work = spawn_task([] { fauxtp::sleep(infinity); });
    work.join();
  });
  settle();
  BOOST_TEST(actors() == 3U);
  exit(maker, exit_reason::kill);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_FIXTURE_TEST_CASE(spawn_and_notify_sends_the_result_under_the_success_name, testing::node) {
  const pid work = spawn_and_notify([] { return 42; }, self(), "done", "failed");
  settle();
  BOOST_TEST(testing::next_message() == to_string(tuple("done", work, 42)));
}

BOOST_FIXTURE_TEST_CASE(spawn_and_notify_sends_the_reason_under_the_failure_name, testing::node) {
  const pid work =
      spawn_and_notify([] { throw std::runtime_error("broken"); }, self(), "done", "failed");
  settle();
  receive(on(tuple("failed", any, any), [work](pid who, exit_reason why) {
    BOOST_TEST(who == work);
    BOOST_TEST(why == exit_reason::error("std::runtime_error", "broken"));
  }));
  BOOST_TEST(reports("actor/crash").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(spawn_and_notify_has_the_seeds_names_for_its_messages, testing::node) {
  const pid good = spawn_and_notify([] { return 1; }, self());
  settle();
  BOOST_TEST(testing::next_message() == to_string(tuple("$$success", good, 1)));
  spawn_and_notify([] { throw 1; }, self());
  settle();
  receive(on(tuple("$$failure", ignore, ignore), [] {}));
}

BOOST_FIXTURE_TEST_CASE(spawn_and_notify_may_notify_another_than_its_maker, testing::node) {
  const pid other = spawn([test = self()] {
    send(test, receive(on(tuple("$$success", ignore, any), [](int result) { return result; })));
  });
  spawn_and_notify([] { return 7; }, other);
  settle();
  BOOST_TEST(testing::next_message() == "7");
}

BOOST_AUTO_TEST_SUITE_END()
