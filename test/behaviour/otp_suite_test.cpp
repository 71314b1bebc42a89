// The cases of OTP's own gen_server_SUITE, by their names there, and the rules of "Starts and
// stops" and "Calls" that are tested nowhere else. Its cases about stop and sys are in
// sys_test.cpp, those about requests whose replies are taken later in send_request_test.cpp.
#include <boost/test/unit_test.hpp>

#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "obedient.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Does in its init what it is told to do.
class beginner : public gen_server<beginner> {
 public:
  explicit beginner(const std::function<void(beginner&)>& init) { init(*this); }
  void handle_info(term message) { send(told, std::move(message)); }
  void handle_continue(term what) { send(told, std::move(what)); }
  using gen_server::continue_with;
  using gen_server::timeout_after;
  pid told;
};

struct suite : testing::node {
  suite() { trap_exit(); }

  start_result begin(std::function<void(beginner&)> init, start_options options = {}) {
    return start_link<beginner>(std::move(options), std::move(init));
  }
  pid serve() {
    servers.push_back(start<obedient>(self()));
    return servers.back();
  }
  /// The server's object: a function that is sent to the server can call through it what only the
  /// server may call.
  static obedient& object(pid server) {
    obedient* found = nullptr;
    sys::replace_state<obedient>(server, [&found](obedient& object) { found = &object; });
    return *found;
  }
  std::string heard() {
    settle();
    return testing::next_message();
  }
  std::string end_of_child() {
    settle();
    const auto signal = receive<exit_signal>(0s);
    return signal ? to_string(signal->reason) : "none";
  }
  void teardown() {
    for (const pid each : servers) exit(each, exit_reason::kill);
    settle();
    while (receive<exit_signal>(0s)) {
    }
    testing::node::teardown();
  }
  std::vector<pid> servers;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(otp_gen_server_suite, suite)

// Starts.

BOOST_AUTO_TEST_CASE(G01_start) {
  const auto nothing = [](beginner&) {};
  const start_result anonymous = begin(nothing);
  BOOST_TEST(is_alive(anonymous));
  const start_result named = begin(nothing, {.name = "named"});
  BOOST_TEST(whereis("named") == named.value());
  const start_result again = begin(nothing, {.name = "named"});
  BOOST_TEST(again.already_started() == named.value());
  BOOST_TEST(begin([](beginner&) { init_ignore(); }).ignored());
  BOOST_TEST(begin([](beginner&) { stop(exit_reason(term("no"))); }).reason() ==
             exit_reason(term("no")));
  for (const pid each : {anonymous.value(), named.value()}) exit(each, exit_reason::kill);
  settle();
  BOOST_TEST(!whereis("named"));
}

BOOST_AUTO_TEST_CASE(G01_a_start_that_takes_too_long_has_failed_and_leaves_nothing) {
  spawn([this, test = self()] {
    trap_exit();
    const start_result started =
        begin([](beginner&) { fauxtp::sleep(1h); }, {.name = "slow", .timeout = 100ms});
    send(test, tuple(to_string(started.reason()), static_cast<bool>(whereis("slow")),
                     receive<exit_signal>(0s).has_value()));
  });
  advance(100ms);
  BOOST_TEST(heard() == R"(("timeout", false, false))");
}

BOOST_AUTO_TEST_CASE(G1_an_init_that_fails_frees_the_name_before_the_starter_is_told) {
  for (int i = 0; i < 1000; ++i) {
    const start_result started =
        begin([](beginner&) { throw std::runtime_error("no"); }, {.name = "n"});
    BOOST_REQUIRE(!whereis("n"));
    BOOST_REQUIRE(!started.ok());
  }
  BOOST_TEST(end_of_child() == "error: std::runtime_error: no");
}

BOOST_AUTO_TEST_CASE(G3_init_ends_in_one_of_four_ways) {
  const start_result fine = begin([](beginner& object) { object.told = {}; });
  BOOST_TEST(fine.ok());
  servers.push_back(fine);
  BOOST_TEST(begin([](beginner&) { init_ignore(); }).ignored());
  BOOST_TEST(begin([](beginner&) { stop(); }).reason() == exit_reason::normal);
  BOOST_TEST(to_string(begin([](beginner&) { throw 5; }).reason()) == "error: int");
}

BOOST_AUTO_TEST_CASE(G5_init_error_fails_the_start_and_is_no_crash) {
  const start_result started = begin([](beginner&) { init_error(exit_reason(term("too early"))); });
  BOOST_TEST(started.reason() == exit_reason(term("too early")));
  BOOST_TEST(end_of_child() == "normal");
  BOOST_TEST(reports("actor/crash").empty());
}

BOOST_AUTO_TEST_CASE(G32_otp_7669_a_failed_init_leaves_no_name_behind) {
  BOOST_TEST(!begin([](beginner&) { stop(exit_reason(term("no"))); }, {.name = "n"}).ok());
  BOOST_TEST(!whereis("n"));
  BOOST_TEST(end_of_child() == "\"no\"");
}

// Requests.

BOOST_AUTO_TEST_CASE(G12_crash) {
  const auto crashes_of = [this](exit_reason reason) {
    const pid server = serve();
    const std::size_t before = reports("actor/crash").size();
    testing::cause_of([&] { call(server, does{[reason]() -> term { stop(reason); }}); });
    heard();
    return reports("actor/crash").size() - before;
  };
  BOOST_TEST(crashes_of(exit_reason::normal) == 0U);
  BOOST_TEST(crashes_of(exit_reason::shutdown) == 0U);
  BOOST_TEST(crashes_of(exit_reason::shutdown_with("done")) == 0U);
  BOOST_TEST(crashes_of(exit_reason(term("crashed"))) == 1U);
}

BOOST_AUTO_TEST_CASE(G13_call) {
  const pid server = start<obedient>();
  BOOST_TEST(call(server, does{[] { return "reply"; }}) == "reply");
  BOOST_TEST(call(server, defers{[](const from& client) { reply(client, "now"); }}) == "now");
  BOOST_TEST(call(server, defers{[](const from& client) {
                    spawn([client] { reply(client, "by another"); });
                  }}) == "by another");
  const exit_reason cause =
      testing::cause_of([&] { call(server, does{[]() -> term { stop(exit_reason::shutdown); }}); });
  BOOST_TEST(cause == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(G18_cast) {
  const pid server = serve();
  cast(server, runs{[test = self()] { send(test, "handled"); }});
  BOOST_TEST(heard() == "\"handled\"");
  cast(server, runs{[] { stop(); }});
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
}

BOOST_AUTO_TEST_CASE(G19_cast_fast_never_waits) {
  const pid server = serve();
  sys::suspend(server);
  for (int i = 0; i < 10'000; ++i) cast(server, runs{[] {}});
  for (int i = 0; i < 10'000; ++i) cast("nobody", runs{[] {}});
  sys::resume(server);
  BOOST_TEST(call(server, does{[] { return 1; }}) == 1);
}

BOOST_AUTO_TEST_CASE(G20_info) {
  const pid server = serve();
  send(server, tuple("delayed", 1));
  BOOST_TEST(heard() == R"(("info", ("delayed", 1)))");
}

BOOST_AUTO_TEST_CASE(G22_continue_comes_before_what_lies_in_the_mailbox) {
  const start_result started = begin([test = self()](beginner& object) {
    object.told = test;
    send(fauxtp::self(), "message");
    object.continue_with("first");
    object.continue_with("second");
  });
  BOOST_TEST(heard() == "\"first\"");
  BOOST_TEST(heard() == "\"second\"");
  BOOST_TEST(heard() == "\"message\"");
  exit(started, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(G31_calling_self_is_refused_at_once) {
  const pid server = start<obedient>();
  const exit_reason cause =
      testing::cause_of([&] { call(server, does{[server] { return call(server, "x"); }}); });
  BOOST_TEST(to_string(cause).find("calling_self") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(G38_call_with_huge_message_queue) {
  const pid server = serve();
  const auto seconds_for_calls = [&] {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 10'000; ++i) call(server, does{[] { return 1; }});
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const double empty = std::min(seconds_for_calls(), seconds_for_calls());
  for (int i = 0; i < 500'000; ++i) send(self(), i);
  const double full = std::min(seconds_for_calls(), seconds_for_calls());
  BOOST_TEST(full < 10 * empty);
  for (int i = 0; i < 500'000; ++i) receive<int>();
}

BOOST_AUTO_TEST_CASE(G39_undef_a_missing_handler) {
  struct deaf final : gen_server<deaf> {};
  const pid called = start<deaf>();
  BOOST_TEST(to_string(testing::cause_of([&] { call(called, "x"); })).find("fauxtp::bad_request") !=
             std::string::npos);
  const pid cast_to = start<deaf>();
  const ref end = monitor(cast_to);
  cast(cast_to, "x");
  settle();
  BOOST_TEST(to_string(testing::end_of(end)).find("fauxtp::bad_request") != std::string::npos);
  const pid informed = start<deaf>();
  send(informed, "x");
  settle();
  BOOST_TEST(is_alive(informed));
  exit(informed, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(G41_terminate_crash_format) {
  struct breaks_at_the_end final : gen_server<breaks_at_the_end> {
    void terminate(const exit_reason&) override { throw std::runtime_error("in terminate"); }
  };
  const pid server = start<breaks_at_the_end>();
  const ref end = monitor(server);
  BOOST_CHECK_THROW(stop(server), exit_error);
  settle();
  BOOST_TEST(to_string(testing::end_of(end)) == "error: std::runtime_error: in terminate");
  BOOST_TEST(reports("actor/crash").size() == 1U);
}

// Rules.

BOOST_AUTO_TEST_CASE(G7_a_timeout_comes_when_no_message_has_come_for_that_long) {
  const pid server = serve();
  object(server).timeout_after(100ms);
  cast(server, runs{[] {}});  // the message that sets it arrives, and so does what cancels it
  const auto set = [&] {
    cast(server, runs{[&object = object(server)] { object.timeout_after(100ms); }});
    settle();
  };
  set();
  advance(99ms);
  BOOST_TEST(heard() == "nothing");
  advance(1ms);
  BOOST_TEST(heard() == R"(("info", "timeout"))");
  advance(1h);
  BOOST_TEST(heard() == "nothing");  // once
}

BOOST_AUTO_TEST_CASE(G7_any_message_cancels_the_timeout) {
  const pid server = serve();
  obedient& its = object(server);
  cast(server, runs{[&its] { its.timeout_after(100ms); }});
  settle();
  advance(50ms);
  cast(server, runs{[] {}});
  advance(1h);
  BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(G7_a_system_message_starts_the_timeout_again) {
  const pid server = serve();
  obedient& its = object(server);
  cast(server, runs{[&its] { its.timeout_after(100ms); }});
  settle();
  advance(50ms);
  sys::get_state(server);
  advance(99ms);
  BOOST_TEST(heard() == "nothing");
  advance(1ms);
  BOOST_TEST(heard() == R"(("info", "timeout"))");
}

BOOST_AUTO_TEST_CASE(G7_a_timeout_of_nothing_comes_behind_what_lies_in_the_mailbox) {
  const pid server = serve();
  obedient& its = object(server);
  cast(server, runs{[&its, server] {
         send(server, "message");
         its.timeout_after(0s);
       }});
  BOOST_TEST(heard() == R"(("info", "message"))");
  cast(server, runs{[&its] { its.timeout_after(0s); }});
  BOOST_TEST(heard() == R"(("info", "timeout"))");
}

BOOST_AUTO_TEST_CASE(G7_a_timeout_may_be_set_in_init) {
  const start_result started = begin([test = self()](beginner& object) {
    object.told = test;
    object.timeout_after(1s);
  });
  advance(1s);
  BOOST_TEST(heard() == "\"timeout\"");
  exit(started, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(G8_what_a_handler_throws_ends_the_server) {
  const pid server = serve();
  const exit_reason cause = testing::cause_of(
      [&] { call(server, does{[]() -> term { throw std::runtime_error("thrown"); }}); });
  BOOST_TEST(to_string(cause) == "error: std::runtime_error: thrown");
  BOOST_TEST(heard() == R"(("terminate", "error: std::runtime_error: thrown"))");
}

BOOST_AUTO_TEST_CASE(C3_a_reply_that_comes_with_the_timeout_wins_or_is_never_seen) {
  const pid server = serve();
  spawn([server, test = self()] {
    int answered = 0;
    for (int i = 0; i < 1000; ++i) {
      try {
        call(server, defers{[](const from& client) {
               // This wakes at the same instant as the caller's timeout.
               spawn([client] {
                 fauxtp::sleep(1ms);
                 reply(client, 1);
               });
             }},
             1ms);
        ++answered;
      } catch (const call_error&) {
      }
    }
    fauxtp::sleep(1s);
    send(test, tuple("left over", receive<term>(0s).has_value()));
  });
  advance(5s);
  BOOST_TEST(heard() == R"(("left over", false))");
}

BOOST_AUTO_TEST_SUITE_END()
