// A deadline goes with a call: what nobody waits for is not begun, and what is begun can end early.
#include "fauxtp/deadline.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// A kitchen that takes its time: ("cook", seconds) is answered with how many dishes were cooked.
class kitchen : public gen_server<kitchen> {
 public:
  explicit kitchen(bool keeps) {
    if (keeps) keep_deadlines();
  }
  term handle_call(term request, from) {
    if (request == "dishes") return dishes_;
    fauxtp::sleep(std::chrono::seconds(request[1].as<int>()));
    return ++dishes_;
  }

 private:
  int dishes_ = 0;
};

/// Passes orders on to the kitchen, as each request says.
class waiter : public gen_server<waiter> {
 public:
  waiter(pid kitchen, pid guest) : kitchen_(kitchen), guest_(guest) { keep_deadlines(); }

  term handle_call(term request, from client) {
    if (request == "time left") return (client.deadline - now()).count();
    if (request == "uncaught") return call(kitchen_, tuple("cook", 10), 1h);
    if (request == "uncaught and short") return call(kitchen_, tuple("cook", 10), 1s);
    if (request == "in a task") {
      spawn_task([this] { send(guest_, why_not(10)); });
      fauxtp::sleep(10s);
      return "done";
    }
    if (request == "in a detached scope") {
      const detached_deadline whoever_waits;
      return why_not(10);
    }
    if (request == "by send_request") {
      return tell(
          testing::cause_of([&] { receive_response(send_request(kitchen_, tuple("cook", 10))); }));
    }
    if (request == "in small steps") {
      int steps = 0;
      while (!cancelled()) {
        fauxtp::sleep(1s);
        ++steps;
      }
      send(guest_, steps);
      return "cancelled";
    }
    if (request == "until cancelled") {
      const ends_when_cancelled scope;
      try {
        receive(on("what never comes", [] {}));
      } catch (const cancelled_request&) {
        send(guest_, "cancelled");
        throw;
      }
    }
    return tell(why_not(10));
  }
  void handle_task_end(pid, task_status, term) {}

 private:
  std::string why_not(int seconds) {
    return to_string(testing::cause_of([&] { call(kitchen_, tuple("cook", seconds), 1h); }));
  }
  term tell(const auto& text) {
    send(guest_, text);
    return "told";
  }
  term tell(const exit_reason& why) { return tell(to_string(why)); }

  pid kitchen_, guest_;
};

struct restaurant : testing::node {
  pid kitchen_server = start<kitchen>(true);
  pid waiter_server = start<waiter>(kitchen_server, self());

  pid guest(const server_ref& server, term request, duration patience) {
    return spawn([=, request = std::move(request)]() mutable {
      testing::cause_of([&] { call(server, std::move(request), patience); });
    });
  }
  int dishes() { return call(kitchen_server, "dishes").as<int>(); }
  void teardown() {
    exit(waiter_server, exit_reason::kill);
    exit(kitchen_server, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadline_test, restaurant)

BOOST_AUTO_TEST_CASE(a_call_whose_caller_has_given_up_is_left_out) {
  guest(kitchen_server, tuple("cook", 10), 1h);
  settle();
  guest(kitchen_server, tuple("cook", 10), 2s);
  guest(kitchen_server, tuple("cook", 10), 1h);
  advance(20s);
  BOOST_TEST(dishes() == 2);
  BOOST_TEST(info(kitchen_server)->left_out == 1U);
}

BOOST_AUTO_TEST_CASE(a_server_that_keeps_no_deadlines_handles_all) {
  const pid other = start<kitchen>(false);
  guest(other, tuple("cook", 10), 1h);
  settle();
  guest(other, tuple("cook", 10), 2s);
  advance(20s);
  BOOST_TEST(call(other, "dishes") == 2);
  exit(other, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(a_call_of_one_who_has_ended_is_left_out) {
  guest(kitchen_server, tuple("cook", 10), 1h);
  settle();
  const pid impatient = guest(kitchen_server, tuple("cook", 10), infinity);
  settle();
  exit(impatient, exit_reason::kill);
  advance(20s);
  BOOST_TEST(dishes() == 1);
}

BOOST_AUTO_TEST_CASE(a_request_that_was_dropped_is_left_out) {
  guest(kitchen_server, tuple("cook", 10), 1h);
  settle();
  { const auto dropped = send_request(kitchen_server, tuple("cook", 10)); }
  advance(20s);
  BOOST_TEST(dishes() == 1);
}

BOOST_AUTO_TEST_CASE(the_log_tells_of_calls_that_are_left_out_ever_more_seldom) {
  guest(kitchen_server, tuple("cook", 10), 1h);
  settle();
  for (int i = 0; i < 100; ++i) const auto dropped = send_request(kitchen_server, tuple("cook", 1));
  advance(20s);
  std::size_t lines = 0;
  for (const report& each : reports()) lines += each.text.starts_with("left out") ? 1 : 0;
  BOOST_TEST(lines == 7U);  // 1, 2, 4, 8, 16, 32, 64
  BOOST_TEST(info(kitchen_server)->left_out == 100U);
}

BOOST_AUTO_TEST_CASE(a_server_is_told_until_when_its_answer_is_wanted) {
  BOOST_TEST(call(waiter_server, "time left", 7s) == std::int64_t(7'000'000'000));
}

BOOST_AUTO_TEST_CASE(a_call_ends_with_the_call_that_its_caller_serves) {
  guest(waiter_server, "order", 3s);
  advance(3s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
  advance(10s);
}

BOOST_AUTO_TEST_CASE(a_server_outlives_a_call_that_ends_with_the_one_that_it_serves) {
  guest(waiter_server, "uncaught", 3s);
  advance(20s);
  BOOST_TEST(is_alive(waiter_server));
  BOOST_TEST(dishes() == 1);
}

BOOST_AUTO_TEST_CASE(a_server_ends_by_a_call_that_takes_too_long_while_its_caller_waits) {
  const ref end = monitor(waiter_server);
  guest(waiter_server, "uncaught and short", 1h);
  advance(20s);
  BOOST_TEST(testing::end_of(end) != testing::still_alive());
}

BOOST_AUTO_TEST_CASE(a_response_is_waited_for_no_longer_than_the_call_that_is_served) {
  guest(waiter_server, "by send_request", 3s);
  advance(3s);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
  advance(10s);
}

BOOST_AUTO_TEST_CASE(a_task_keeps_the_deadline_of_the_call_that_it_works_for) {
  guest(waiter_server, "in a task", 3s);
  advance(3s);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
  advance(20s);
}

BOOST_AUTO_TEST_CASE(a_detached_scope_leaves_the_deadline) {
  guest(waiter_server, "in a detached scope", 3s);
  advance(15s);
  BOOST_TEST(dishes() == 1);
}

BOOST_AUTO_TEST_CASE(without_a_call_there_is_no_deadline) {
  BOOST_TEST((deadline() == std::chrono::steady_clock::time_point::max()));
  BOOST_TEST(!cancelled());
  const detached_deadline none;
  const ends_when_cancelled no_more;
}

BOOST_AUTO_TEST_CASE(a_handler_can_ask_whether_its_answer_is_wanted) {
  guest(waiter_server, "in small steps", 3500ms);
  advance(10s);
  BOOST_TEST(testing::next_message() == "4");
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_the_caller_gives_up_and_the_server_goes_on) {
  const pid impatient = guest(waiter_server, "until cancelled", infinity);
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
  exit(impatient, exit_reason::kill);
  settle();
  BOOST_TEST(testing::next_message() == "\"cancelled\"");
  BOOST_TEST(call(waiter_server, "time left", 7s) == std::int64_t(7'000'000'000));
}

BOOST_AUTO_TEST_CASE(who_is_to_end_ends_whoever_gives_up_meanwhile) {
  const pid impatient = guest(waiter_server, "until cancelled", infinity);
  settle();
  const ref end = monitor(waiter_server);
  exit(waiter_server, exit_reason::kill);
  exit(impatient, exit_reason::kill);
  settle();
  BOOST_TEST(testing::end_of(end) == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(a_timeout_tells_what_the_server_does) {
  register_name("kitchen", kitchen_server);
  guest(waiter_server, "in a detached scope", 1h);
  settle();
  spawn([waiter = waiter_server, test = self()] {
    try {
      call(waiter, "order", 4800ms);
    } catch (const call_error& late) {
      send(test, std::string(late.what()));
      send(test, late.seen()->handling);
    }
  });
  advance(5s);
  const std::string text = receive<std::string>();
  BOOST_TEST(text.find("timeout") != std::string::npos);
  BOOST_TEST(text.find(" handles call text from <") != std::string::npos, text);
  BOOST_TEST(text.find("waits for reply of kitchen at deadline_test.cpp:") != std::string::npos,
             text);
  BOOST_TEST(receive<std::string>().starts_with("call text from <"));
  advance(20s);
}

// The caller gives up while the server takes the call, answers it, or is about to.
BOOST_AUTO_TEST_CASE(callers_that_give_up_at_any_moment_leave_nothing_behind) {
  std::atomic<int> left = 8;
  for (int caller = 0; caller < 8; ++caller) {
    spawn([=, this, &left] {
      for (int i = 0; i < testing::race_repetitions(20'000); ++i) {
        auto asked = send_request(waiter_server, "time left");
        if (i % 3 == 0) continue;
        if (i % 3 == 1) wait_response(asked, duration::zero());
        if (i % 3 == 2) receive_response(std::move(asked));
      }
      --left;
    });
  }
  while (left > 0) settle();
  BOOST_TEST(info(waiter_server)->messages == 0U);
  BOOST_TEST(info(waiter_server)->monitored_by.empty());
}

BOOST_AUTO_TEST_SUITE_END()
