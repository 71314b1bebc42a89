// Looking into running servers: OTP's sys suite, and stop.
#include "fauxtp/sys.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/plain_request.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"
#include "obedient.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct looking : testing::node {
  const pid server = start<obedient>(start_options{.name = "server"}, self());

  term ask(int number) {
    return call(server, does{[number] { return term(number); }});
  }
  std::string heard() {
    settle();
    return testing::next_message();
  }
  void teardown() {
    exit(server, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

std::string printed(const std::vector<sys_event>& events) {
  std::string all;
  for (const sys_event& each : events) all += (all.empty() ? "" : "; ") + each.text;
  return all;
}

exit_reason stop_fails_with(const server_ref& server, exit_reason reason,
                            duration wait = infinity) {
  try {
    stop(server, std::move(reason), wait);
  } catch (const exit_error& error) {
    return error.reason();
  }
  return exit_reason(term("it did not fail"));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sys_test, looking)

BOOST_AUTO_TEST_CASE(Y01_log) {
  sys::log(server, 2);
  ask(1), ask(2);
  BOOST_TEST(sys::get_log(server).size() == 2U);
  BOOST_TEST(printed(sys::get_log(server)).substr(0, 5) == "call ");
  BOOST_TEST(sys::get_log(server).back().text == "reply 2");
  sys::log(server, 1);
  BOOST_TEST(printed(sys::get_log(server)) == "reply 2");
  sys::log(server, 0);
  ask(3);
  BOOST_TEST(sys::get_log(server).empty());
}

BOOST_AUTO_TEST_CASE(Y02_stats) {
  sys::statistics(server, true);
  ask(1), ask(2);
  send(server, "news");
  advance(3s);
  const sys::counts counted = sys::get_statistics(server);
  BOOST_TEST(counted.messages_in == 3U);
  BOOST_TEST(counted.messages_out == 2U);
  BOOST_TEST((counted.since == 3s));
  sys::statistics(server, true);  // begins anew
  BOOST_TEST(sys::get_statistics(server).messages_in == 0U);
  sys::statistics(server, false);
  BOOST_TEST(sys::get_statistics(server).messages_in == 0U);
  BOOST_TEST(heard() == R"(("info", "news"))");
}

BOOST_AUTO_TEST_CASE(Y03_trace) {
  sys::trace(server, true);
  ask(1);
  const auto lines = reports("sys/trace");
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0].text.substr(0, 8) == "in call ");
  BOOST_TEST(lines[1].text == "out reply 1");
  BOOST_TEST(lines[1].name == "server");
  sys::trace(server, false);
  ask(2);
  BOOST_TEST(reports("sys/trace").size() == 2U);
}

BOOST_AUTO_TEST_CASE(Y04_suspend_and_resume) {
  sys::suspend(server);
  cast(server, runs{[test = self()] { send(test, "cast"); }});
  auto waiting = send_request(server, does{[] { return term(1); }});
  BOOST_TEST(heard() == "nothing");
  BOOST_TEST(!check_response(waiting));
  BOOST_TEST(sys::get_status(server).suspended);
  BOOST_TEST(sys::get_status(server).messages == 2U);
  sys::resume(server);
  BOOST_TEST(receive_response(std::move(waiting)) == 1);
  BOOST_TEST(heard() == "\"cast\"");  // in the order in which they came
}

BOOST_AUTO_TEST_CASE(Y05_install) {
  const auto told = [test = self()](const sys_event& event) {
    send(test, event.text);
    return event.text != "reply 2";  // after this it wants no more events
  };
  sys::install(server, "spy", told);
  ask(1), ask(2), ask(3);
  settle();
  std::vector<std::string> all;
  while (auto next = receive<std::string>(0s)) all.push_back(*next);
  BOOST_REQUIRE(all.size() == 4U);
  BOOST_TEST(all[3] == "reply 2");
  sys::install(server, "spy", told);
  sys::remove(server, "spy");
  ask(1);
  BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(Y06_special_process) {
  class special : public actor {
   public:
    explicit special(pid told) : told_(told) {}

   private:
    void run() override {
      receive(system_.clause(*this), on(type<int>, [this](int number) { last_ = number; }));
    }
    void terminate(const exit_reason& reason) override { send(told_, to_string(reason)); }
    pid told_;
    int last_ = 0;
    system_port system_{[this] { return term(last_); }};
  };
  const pid made = start<special>(self());
  send(made, 7);
  BOOST_TEST(sys::get_state(made) == 7);
  sys::suspend(made);
  send(made, 8);
  BOOST_TEST(sys::get_state(made) == 7);
  sys::resume(made);
  settle();
  BOOST_TEST(sys::get_state(made) == 8);
  stop(made);
  BOOST_TEST(heard() == "\"normal\"");
}

BOOST_AUTO_TEST_CASE(C5_a_call_to_a_suspended_server_times_out_and_is_served_after_resume) {
  sys::suspend(server);
  spawn([server = server, test = self()] {
    send(test, to_string(testing::cause_of([&] {
           call(server, does{[test] {
                  send(test, "served");
                  return term();
                }});
         })));
  });
  advance(5s);
  BOOST_TEST(heard() == "\"timeout\"");
  sys::resume(server);
  BOOST_TEST(heard() == "\"served\"");
}

BOOST_AUTO_TEST_CASE(C5_get_state_waits_behind_what_lies_in_the_mailbox) {
  cast(server, runs{[] { fauxtp::sleep(300ms); }});
  const pid asker = spawn([server = server] { sys::get_state(server); });
  advance(299ms);
  BOOST_TEST(is_alive(asker));
  advance(1ms);
  BOOST_TEST(!is_alive(asker));
}

BOOST_AUTO_TEST_CASE(C5_a_system_request_has_five_seconds) {
  cast(server, runs{[] { fauxtp::sleep(1h); }});
  spawn([server = server, test = self()] {
    send(test, to_string(testing::cause_of([&] { sys::get_state(server); })));
  });
  advance(5s - 1ms);
  BOOST_TEST(heard() == "nothing");
  advance(1ms);
  BOOST_TEST(heard() == "\"timeout\"");
}

BOOST_AUTO_TEST_CASE(G35_get_state) {
  BOOST_TEST(to_string(sys::get_state(server)) == R"(("state", 0))");
  BOOST_TEST(sys::get_state<obedient>(server, [](obedient& object) { return object.number; }) == 0);
}

BOOST_AUTO_TEST_CASE(G36_replace_state) {
  sys::replace_state<obedient>(server, [](obedient& object) { object.number = 5; });
  BOOST_TEST(to_string(sys::get_state(server)) == R"(("state", 5))");
}

BOOST_AUTO_TEST_CASE(G36_a_change_that_fails_disturbs_the_server_in_nothing) {
  const exit_reason cause = testing::cause_of([&] {
    sys::replace_state<obedient>(server, [](obedient&) { throw std::runtime_error("no"); });
  });
  BOOST_TEST(to_string(cause) == "error: std::runtime_error: no");
  struct another : gen_server<another> {};
  BOOST_TEST(to_string(testing::cause_of([&] {
               sys::replace_state<another>(server, [](another&) {});
             })) == "error: std::bad_cast: std::bad_cast");
  BOOST_TEST(ask(1) == 1);
}

BOOST_AUTO_TEST_CASE(G37_the_status_of_a_server) {
  const sys::status seen = sys::get_status(server);
  BOOST_TEST(seen.actor == server);
  BOOST_TEST(seen.name == "server");
  BOOST_TEST(!seen.suspended);
  BOOST_TEST(seen.state == R"(("state", 0))");
}

BOOST_AUTO_TEST_CASE(G37_a_server_that_cannot_show_itself_is_not_disturbed) {
  struct shy final : gen_server<shy> {
    term state() const { throw std::runtime_error("shy"); }
    term handle_call(term, from) { return 1; }
  };
  const pid made = start<shy>();
  BOOST_TEST(to_string(testing::cause_of([&] { sys::get_status(made); })) ==
             "error: std::runtime_error: shy");
  BOOST_TEST(call(made, "x") == 1);
  stop(made);
}

BOOST_AUTO_TEST_CASE(a_supervisor_shows_its_children_and_can_be_stopped) {
  trap_exit();
  const pid top = supervisor::start_link(
      {.children = {{.id = "a", .start = child_start<obedient>(self()), .name = "a"}}});
  BOOST_TEST(to_string(sys::get_state(top)) ==
             "[(\"a\", " + to_string(whereis("a")) + ", \"worker\")]");
  stop(top, exit_reason::shutdown);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  BOOST_TEST(!whereis("a"));
}

BOOST_AUTO_TEST_CASE(a_suspended_server_obeys_its_parent_and_stop) {
  trap_exit();
  const pid child = start_link<obedient>(self());
  sys::suspend(child);
  exit(child, exit_reason::shutdown);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  const pid trapping = start_link<obedient>();
  cast(trapping, runs{[] { trap_exit(); }});
  sys::suspend(trapping);
  exit(trapping, exit_reason::shutdown);
  settle();
  BOOST_TEST(!is_alive(trapping));
  exit(trapping, exit_reason::kill);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  sys::suspend(server);
  stop(server);
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
}

// stop

BOOST_AUTO_TEST_CASE(G02_stop1_ends_with_normal) {
  const ref end = monitor(server);
  stop(server);
  BOOST_TEST(testing::end_of(end) == exit_reason::normal);
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
  BOOST_TEST(stop_fails_with(server, exit_reason::normal) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(G03_stop2_ends_with_another_reason) {
  const ref end = monitor(server);
  stop(server, exit_reason(term("enough")));
  BOOST_TEST(testing::end_of(end) == exit_reason(term("enough")));
  BOOST_TEST(heard() == R"(("terminate", "\"enough\""))");
}

BOOST_AUTO_TEST_CASE(G04_stop3_fails_with_timeout_and_the_server_stops_later) {
  cast(server, runs{[] { fauxtp::sleep(1s); }});
  spawn([server = server, test = self()] {
    send(test, to_string(stop_fails_with(server, exit_reason::normal, 500ms)));
  });
  advance(500ms);
  BOOST_TEST(heard() == "\"timeout\"");
  advance(500ms);
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
}

BOOST_AUTO_TEST_CASE(G05_stop4_by_name) {
  stop("server");
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
  BOOST_TEST(stop_fails_with("server", exit_reason::normal) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(G08_stop7_by_a_registry_of_its_own) {
  registry names;
  const pid made = start<obedient>(start_options{.name = "other", .names = names}, self());
  stop(names.whereis("other"));
  BOOST_TEST(heard() == R"(("terminate", "normal"))");
  BOOST_TEST(!is_alive(made));
  BOOST_TEST(!names.whereis("other"));
}

BOOST_AUTO_TEST_CASE(P04_stop_without_trapping_exits_runs_terminate_too) {
  stop(server, exit_reason::shutdown);
  BOOST_TEST(heard() == R"(("terminate", "shutdown"))");
}

BOOST_AUTO_TEST_CASE(G10_stop_fails_with_the_reason_if_it_is_another_one) {
  struct stubborn final : gen_server<stubborn> {
    void terminate(const exit_reason&) override { throw std::runtime_error("not so"); }
  };
  const pid made = start<stubborn>();
  BOOST_TEST(to_string(stop_fails_with(made, exit_reason::normal)) ==
             "error: std::runtime_error: not so");
}

BOOST_AUTO_TEST_CASE(G10_stop_of_oneself_fails) {
  BOOST_TEST(to_string(stop_fails_with(self(), exit_reason::normal)) == "\"calling_self\"");
}

BOOST_AUTO_TEST_CASE(G10_stop_of_nobody_is_noproc) {
  BOOST_TEST(stop_fails_with("nobody", exit_reason::normal) == exit_reason::noproc);
}

template <class Ask>
exit_reason cause_of(Ask ask) {
  try {
    ask();
  } catch (const call_error& error) {
    return error.cause();
  }
  return exit_reason(term("it did not fail"));
}

BOOST_AUTO_TEST_CASE(who_is_no_server_says_so_at_once_and_finds_nothing_in_its_mailbox) {
  const pid plain = spawn([] { receive<int>(); });
  settle();
  const exit_reason no_server(term("not_a_server"));
  BOOST_TEST(cause_of([&] { sys::get_state(plain, infinity); }) == no_server);
  BOOST_TEST(cause_of([&] { sys::suspend(plain, infinity); }) == no_server);
  BOOST_TEST(cause_of([&] { call_plain(plain, "value", infinity); }) == no_server);
  BOOST_TEST(cause_of([&] { cast_plain(plain, "value", infinity); }) == no_server);
  BOOST_TEST(stop_fails_with(plain, exit_reason::normal) == no_server);
  BOOST_TEST(info(plain).value().messages == 0U);
  BOOST_TEST(info(plain).value().monitored_by.empty());
  exit(plain, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(who_turns_out_to_be_no_server_when_it_begins_says_so) {
  for (int i = 0; i < 100; ++i) {
    const pid plain = spawn([] { receive<int>(); });
    BOOST_TEST(cause_of([&] { sys::get_state(plain, infinity); }) ==
               exit_reason(term("not_a_server")));
    BOOST_TEST(info(plain).value().messages == 0U);
    exit(plain, exit_reason::kill);
  }
}

BOOST_AUTO_TEST_CASE(who_has_a_system_port_is_asked_as_soon_as_it_is_made) {
  struct lamp : actor {
    void run() override { receive(system_.clause(*this)); }
    system_port system_{[] { return term("lit"); }};
  };
  for (int i = 0; i < 100; ++i) {
    const pid made = start<lamp>();
    BOOST_TEST(sys::get_state(made, infinity) == term("lit"));
    exit(made, exit_reason::kill);
  }
}

BOOST_AUTO_TEST_CASE(who_is_suspended_is_shown_so) {
  sys::suspend(server);
  BOOST_TEST(info(server).value().suspended);
  sys::resume(server);
  BOOST_TEST(!info(server).value().suspended);
}

BOOST_AUTO_TEST_CASE(who_lives_on_replies_is_seen_to_handle_them) {
  const pid client = spawn([this] {
    for (int i = 0; i < 3; ++i) ask(i);
    receive<int>();
  });
  settle();
  BOOST_TEST(info(client).value().handled == 3U);
  exit(client, exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
