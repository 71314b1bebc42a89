// Calls: what the caller gets when there is a reply, and when there is none.
#include "fauxtp/call.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Answers ("wait", seconds) after that time, and "count" with how many it has answered.
class slow : public gen_server<slow> {
 public:
  term handle_call(term request, from) {
    if (request == "count") return answered_;
    if (request == "break") throw std::runtime_error("broken");
    if (request == "stop") stop(exit_reason::shutdown);
    fauxtp::sleep(std::chrono::seconds(request[1].as<int>()));
    return ++answered_;
  }

 private:
  int answered_ = 0;
};

struct calling : testing::node {
  pid server = start<slow>();

  /// Makes an actor that tells the test with what its call was answered, or why it failed.
  void call_in_background(duration wait) {
    spawn([server = server, wait, test = self()] {
      try {
        send(test, "reply " + to_string(call(server, tuple("wait", 60), wait)));
      } catch (const call_error& failure) {
        send(test, "failure " + to_string(failure.cause()));
        send(test, receive(on(any, [](term late) { return to_string(late); }),
                           after(1h, [] { return std::string("nothing"); })));
      }
    });
  }
  void end_server() {
    exit(server, exit_reason::kill);
    settle();
  }
  void teardown() {
    end_server();
    testing::node::teardown();
  }
};

exit_reason cause_of_call(const server_ref& server, const char* request = "count") {
  return testing::cause_of([&] { call(server, request); });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(call_test, calling)

BOOST_AUTO_TEST_CASE(C1_a_call_fails_with_timeout_after_five_seconds) {
  call_in_background(call_timeout);
  advance(5s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"failure timeout\"");
  advance(2h);
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(C1_a_call_without_a_limit_waits_for_its_reply) {
  call_in_background(infinity);
  advance(60s);
  BOOST_TEST(testing::next_message() == "\"reply 1\"");
}

BOOST_AUTO_TEST_CASE(C1_after_a_timeout_the_server_still_handles_the_request) {
  call_in_background(1s);
  advance(2h);
  BOOST_TEST(call(server, "count") == 1);
  testing::next_message();
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(C1_a_late_reply_never_reaches_the_mailbox) {
  call_in_background(1s);
  advance(2h);
  BOOST_TEST(testing::next_message() == "\"failure timeout\"");
  BOOST_TEST(testing::next_message() == "\"nothing\"");
}

BOOST_AUTO_TEST_CASE(C1_a_caller_that_does_not_catch_ends_with_timeout_and_the_call) {
  const monitored caller =
      spawn_monitor([server = server] { call(server, tuple("wait", 60), 1s); });
  advance(1s);
  const exit_reason reason = testing::end_of(caller.monitor);
  BOOST_REQUIRE(reason.detail().size() == 2U);
  BOOST_TEST(*reason.detail()[0].get_if<exit_reason>() == exit_reason::timeout);
  BOOST_TEST(reason.detail()[1][0] == "call");
  advance(60s);
}

BOOST_AUTO_TEST_CASE(C2_a_call_to_who_has_ended_fails_with_noproc_at_once) {
  end_server();
  BOOST_TEST(cause_of_call(server) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(C2_a_call_to_a_name_that_nobody_has_fails_with_noproc_at_once) {
  BOOST_TEST(cause_of_call("nobody here") == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(C2_a_call_to_nobody_fails_with_noproc_at_once) {
  BOOST_TEST(cause_of_call(pid()) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(C2_a_server_that_ends_during_a_call_gives_its_reason) {
  BOOST_TEST(cause_of_call(server, "stop") == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(C2_a_server_that_breaks_during_a_call_gives_its_error) {
  BOOST_TEST(cause_of_call(server, "break") == exit_reason::error("std::runtime_error", "broken"));
}

BOOST_AUTO_TEST_CASE(C2_a_server_that_is_killed_during_a_call_gives_killed_at_once) {
  call_in_background(infinity);
  settle();
  end_server();
  BOOST_TEST(testing::next_message() == "\"failure killed\"");
  advance(2h);
  testing::next_message();
}

BOOST_AUTO_TEST_CASE(C2_calling_oneself_fails_with_calling_self) {
  BOOST_TEST(cause_of_call(self()) == exit_reason(term("calling_self")));
}

BOOST_AUTO_TEST_CASE(C4_a_reply_that_was_sent_before_the_end_counts_2000_times) {
  class dying : public gen_server<dying> {
   public:
    call_result<term> handle_call(term, from client) {
      reply(client, 1);
      stop(exit_reason::shutdown);
    }
  };
  int replies = 0;
  for (int i = 0; i < 2000; ++i) replies += call(start<dying>(), "x") == 1;
  BOOST_TEST(replies == 2000);
}

BOOST_AUTO_TEST_CASE(a_call_error_says_who_was_called_and_with_what) {
  try {
    call("printer", tuple("print", 1));
    BOOST_ERROR("there is no printer");
  } catch (const call_error& failure) {
    const std::string text = failure.what();
    BOOST_TEST(text.find("printer") != std::string::npos);
    BOOST_TEST(text.find("noproc") != std::string::npos);
    BOOST_TEST(text.find("(\"print\", 1)") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_failed_call_leaves_no_down_behind) {
  cause_of_call(server, "break");
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(a_call_that_was_answered_leaves_no_monitor_behind) {
  call(server, "count");
  end_server();
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(O8_a_cast_to_a_name_that_nobody_has_is_nothing) {
  cast("nobody here", "hello");
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
  BOOST_TEST(reports().size() == reports("actor/dead_letter").size());
}

BOOST_AUTO_TEST_CASE(a_cast_to_who_has_ended_is_nothing) {
  end_server();
  cast(server, "hello");
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
}

// The reply is not looked for among the messages: the mailbox is not searched at all.
BOOST_AUTO_TEST_CASE(calls_behind_a_hundred_thousand_messages_are_answered_and_disturb_none) {
  for (int i = 0; i < 100'000; ++i) send(self(), i);
  for (int i = 0; i < 10'000; ++i) {
    if (call(server, "count") != 0) BOOST_ERROR("a wrong reply");
  }
  int out_of_order = 0;
  for (int i = 0; i < 100'000; ++i) out_of_order += receive<int>() != i;
  BOOST_TEST(out_of_order == 0);
}

BOOST_AUTO_TEST_CASE(a_caller_that_is_killed_leaves_the_server_alone) {
  const pid caller = spawn([server = server] { call(server, tuple("wait", 60), infinity); });
  settle();
  exit(caller, exit_reason::kill);
  advance(60s);
  BOOST_TEST(call(server, "count") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(outside_an_actor_a_call_is_a_logic_error) {
  BOOST_CHECK_THROW(call(pid(), "x"), std::logic_error);
}
