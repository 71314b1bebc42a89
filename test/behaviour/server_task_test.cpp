// Tasks of a server: they run beside it, and it is told of their end.
#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct run_task {
  using reply = std::optional<pid>;
  std::function<int()> function;
};
struct limit {
  std::optional<std::size_t> most;
};

/// Forwards the ends of its tasks to the test.
class server : public gen_server<server, calls<run_task>, casts<limit>> {
 public:
  explicit server(pid test) : test_(test) {}
  std::optional<pid> handle_call(run_task request, from) {
    return spawn_task(std::move(request.function));
  }
  void handle_cast(limit request) { set_max_tasks(request.most); }
  void handle_task_end(pid task, task_status status, term result) {
    send(test_,
         tuple(task, status == task_status::success,
               status == task_status::success ? std::move(result)
                                              : term(to_string(*result.get_if<exit_reason>()))));
  }
  void handle_info(term message) { send(test_, tuple("info", std::move(message))); }

 private:
  pid test_;
};

struct tasks : testing::node {
  pid host = start<server>(self());

  std::optional<pid> run(std::function<int()> function) {
    return call(host, run_task{std::move(function)});
  }
  void teardown() {
    exit(host, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

int forever() {
  fauxtp::sleep(infinity);
  return 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server_task_test, tasks)

BOOST_AUTO_TEST_CASE(the_end_of_a_task_is_told_with_its_result) {
  const pid task = run([] { return 42; }).value();
  settle();
  BOOST_TEST(testing::next_message() == to_string(tuple(task, true, 42)));
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(the_failure_of_a_task_is_told_with_its_reason) {
  const pid task = run([]() -> int { throw std::runtime_error("broken"); }).value();
  settle();
  BOOST_TEST(testing::next_message() ==
             to_string(tuple(task, false, "error: std::runtime_error: broken")));
}

BOOST_AUTO_TEST_CASE(a_task_that_ends_at_once_has_succeeded_2000_times) {
  int succeeded = 0;
  for (int i = 0; i < 2000; ++i) {
    run([] { return 1; });
    succeeded += receive(on(tuple(ignore, any, ignore), [](bool success) { return success; }));
  }
  BOOST_TEST(succeeded == 2000);
}

BOOST_AUTO_TEST_CASE(a_task_that_is_killed_has_failed_with_killed) {
  const pid task = run(forever).value();
  exit(task, exit_reason::kill);
  settle();
  BOOST_TEST(testing::next_message() == to_string(tuple(task, false, "killed")));
}

BOOST_AUTO_TEST_CASE(a_task_that_fails_does_not_disturb_its_server) {
  run([]() -> int { throw std::runtime_error("broken"); });
  settle();
  BOOST_TEST(is_alive(host));
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(the_server_answers_while_a_task_runs) {
  const pid task = run(forever).value();
  BOOST_TEST(run([] { return 1; }).has_value());
  BOOST_TEST(is_alive(task));
  settle();
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(no_more_tasks_run_than_the_limit_allows) {
  cast(host, limit{2});
  BOOST_TEST(run(forever).has_value());
  BOOST_TEST(run(forever).has_value());
  BOOST_TEST(!run(forever).has_value());
}

BOOST_AUTO_TEST_CASE(a_task_that_has_ended_makes_room) {
  cast(host, limit{1});
  BOOST_TEST(run([] { return 1; }).has_value());
  settle();
  BOOST_TEST(run(forever).has_value());
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(a_limit_of_none_allows_no_task) {
  cast(host, limit{0});
  BOOST_TEST(!run(forever).has_value());
}

BOOST_AUTO_TEST_CASE(without_a_limit_a_hundred_tasks_run) {
  cast(host, limit{1});
  cast(host, limit{std::nullopt});
  int running = 0;
  for (int i = 0; i < 100; ++i) running += run(forever).has_value();
  BOOST_TEST(running == 100);
}

BOOST_AUTO_TEST_CASE(tasks_end_with_their_server) {
  const pid task = run(forever).value();
  exit(host, exit_reason::kill);
  settle();
  BOOST_TEST(!is_alive(task));
}

BOOST_AUTO_TEST_CASE(a_down_of_another_actor_goes_to_handle_info) {
  send(host, down{make_ref(), self(), exit_reason::normal});
  settle();
  BOOST_TEST(testing::next_message() == "(\"info\", down of " + to_string(self()) + ": normal)");
}

BOOST_AUTO_TEST_CASE(a_server_without_handle_task_end_may_run_tasks_too) {
  class careless : public gen_server<careless> {
   public:
    term handle_call(term, from) {
      return term(spawn_task([] {}).has_value());
    }
  };
  const pid other = start<careless>();
  BOOST_TEST(call(other, "run") == true);
  settle();
  BOOST_TEST(reports().empty());
  exit(other, exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
