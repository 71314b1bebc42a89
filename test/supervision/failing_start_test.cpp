// S2, S10 and G4 in lib/conformance.md: children that do not start when their supervisor starts.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

plan_ptr failing(int times) {
  auto made = std::make_shared<plan>();
  made->failures = times;
  return made;
}

plan_ptr ignoring() {
  auto made = std::make_shared<plan>();
  made->ignore = true;
  return made;
}

plan_ptr hanging() {
  auto made = std::make_shared<plan>();
  made->hang = true;
  return made;
}

/// Why a child did not start: it is in the reason why its supervisor did not start.
std::string why_not(const start_result& started) { return to_string(started.reason()); }

/// Starts a supervisor on behalf of another actor, which the test can tell to end.
struct starter {
  explicit starter(supervisor_spec spec)
      : actor(spawn_child([spec = std::move(spec), test = self()] {
          trap_exit();
          const start_result top = supervisor::start_link(spec);
          send(test, event{"top: " + to_string(top.reason())});
          receive<exit_signal>();
        })) {}
  pid actor;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(failing_start)

BOOST_FIXTURE_TEST_CASE(S2_when_a_child_fails_to_start_those_before_it_stop_in_reverse_order,
                        supervision) {
  start({.children = {watched("a"), watched("b"), watched("c", restart_type::permanent, failing(1)),
                      watched("d")}});
  BOOST_TEST(events() == "start a, start b, fail c, stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(S2_the_start_then_fails_with_the_child_and_its_reason, supervision) {
  const auto started = start({.children = {watched("a", restart_type::permanent, failing(1))}});
  BOOST_TEST(!started.ok());
  const term& detail = started.reason().detail();
  BOOST_TEST(started.reason().kind() == exit_reason::shutdown);
  BOOST_REQUIRE(detail.size() == 3u);
  BOOST_TEST(detail[0].as<std::string>() == "failed_to_start_child");
  BOOST_TEST(detail[1].as<std::string>() == "a");
  BOOST_TEST(detail[2].as<exit_reason>() == exit_reason::error("std::runtime_error", "no luck"));
}

BOOST_FIXTURE_TEST_CASE(S2_the_supervisor_ends_with_the_reason_of_its_start, supervision) {
  const auto started = start({.children = {watched("a", restart_type::permanent, failing(1))}});
  BOOST_TEST(end_of_top() == to_string(started.reason()));
}

BOOST_FIXTURE_TEST_CASE(a_failed_start_is_reported_with_its_reason, supervision) {
  start({.children = {watched("a", restart_type::permanent, failing(1))}});
  settle();
  BOOST_TEST(complaints() == "actor/crash -, supervisor/start_error a");
  BOOST_TEST(reports("supervisor/start_error").at(0).field("reason") ==
             "error: std::runtime_error: no luck");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_stops_in_init_has_failed_to_start, supervision) {
  struct quitter final : gen_server<quitter> {
    quitter() { fauxtp::stop(exit_reason(term("changed my mind"))); }
  };
  const auto started = start({.children = {made_by("a", child_start<quitter>())}});
  BOOST_TEST(why_not(started).find("changed my mind") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_child_that_stops_normally_in_init_has_failed_to_start, supervision) {
  struct quitter final : gen_server<quitter> {
    quitter() { fauxtp::stop(); }
  };
  BOOST_TEST(!start({.children = {made_by("a", child_start<quitter>())}}).ok());
}

BOOST_FIXTURE_TEST_CASE(what_a_start_function_throws_is_why_the_child_did_not_start, supervision) {
  const auto throwing = [](start_options) -> start_result { throw std::logic_error("no way"); };
  const auto started = start({.children = {watched("a"), made_by("b", throwing)}});
  BOOST_TEST(events() == "start a, stop a");
  BOOST_TEST(why_not(started).find("no way") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(O9_a_child_whose_name_is_taken_fails_and_its_init_is_not_run, supervision) {
  register_name("a", self());
  const auto started = start({.children = {watched("a")}});
  BOOST_TEST(events() == "");
  const auto& why = started.reason().detail()[2].as<exit_reason>();
  BOOST_TEST(to_string(why) == to_string(tuple("already_started", self())));
}

BOOST_FIXTURE_TEST_CASE(G4_a_child_that_takes_too_long_in_init_is_killed, supervision) {
  child_spec slow = watched("slow", restart_type::permanent, hanging());
  slow.start_timeout = 500ms;
  const starter parent({.children = {watched("a"), slow}});
  advance(499ms);
  BOOST_TEST(events() == "start a, hang slow");
  advance(1ms);
  BOOST_TEST(events() == "stop a, top: shutdown: (\"failed_to_start_child\", \"slow\", timeout)");
  BOOST_TEST(!whereis("slow"));
  exit(parent.actor, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(S10_the_spec_of_a_child_whose_init_says_ignore_is_kept, supervision) {
  BOOST_TEST(start({.children = {watched("a", restart_type::permanent, ignoring()),
                                 watched("b", restart_type::transient, ignoring())}})
                 .ok());
  BOOST_TEST(known() == "b a");
  BOOST_TEST(running() == "");
}

BOOST_FIXTURE_TEST_CASE(S10_the_spec_of_a_temporary_child_whose_init_says_ignore_is_dropped,
                        supervision) {
  start({.children = {watched("a", restart_type::temporary, ignoring()), watched("b")}});
  BOOST_TEST(known() == "b");
}

BOOST_FIXTURE_TEST_CASE(S10_an_ignored_start_is_not_reported, supervision) {
  start({.children = {watched("a", restart_type::permanent, ignoring())}});
  settle();
  BOOST_TEST(reports().empty());
}

// A start that never ends does not keep the supervisor from ending.

BOOST_FIXTURE_TEST_CASE(a_start_is_called_off_when_the_parent_says_stop, supervision) {
  const starter parent(
      {.children = {watched("a"), watched("b"), watched("c", restart_type::permanent, hanging())}});
  BOOST_TEST(events() == "start a, start b, hang c");
  exit(parent.actor, exit_reason::kill);
  advance(5s);
  BOOST_TEST(events() == "stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(a_child_whose_start_was_called_off_has_its_shutdown_time, supervision) {
  given({.children = {watched("a")}});
  child_spec slow = watched("slow", restart_type::permanent, hanging());
  slow.shutdown = 2s;
  const pid asker = spawn_child([slow, top = top] { supervisor::start_child(top, slow); });
  BOOST_TEST(events() == "hang slow");
  stop_top();
  advance(1999ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(!is_alive(asker));
}

BOOST_FIXTURE_TEST_CASE(a_restart_is_called_off_when_the_parent_says_stop, supervision) {
  const auto plan = std::make_shared<supervision_test::plan>();
  given({.children = {watched("a"), watched("b", restart_type::permanent, plan)}});
  plan->hang = true;
  crash_child("b");
  BOOST_TEST(events() == "stop b, hang b");
  stop_top();
  advance(5s);
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(no_start_waits_when_the_parent_has_said_stop_before_it, supervision) {
  const auto plan = std::make_shared<supervision_test::plan>();
  child_spec last = made_by("last", child_start(refuse_to_stop));
  last.shutdown = 1s;
  given({.strategy = strategy::one_for_all,
         .children = {watched("a", restart_type::permanent, plan), last}});
  plan->hang = true;
  crash_child("a");  // now the supervisor waits for the last one to stop
  stop_top();
  advance(1s + 5s);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(an_order_to_stop_that_came_during_the_start_before_calls_the_next_one_off,
                        supervision) {
  const auto hanging = std::make_shared<plan>();
  hanging->hang = true;
  const child_spec slow = made_by("slow", [](const start_options&) {
    fauxtp::sleep(1min);  // in the supervisor, which takes no order there
    return start_result::ignore();
  });
  const std::size_t before = actors();
  const pid parent = spawn(
      [spec = supervisor_spec{.children = {slow, watched("b", restart_type::permanent, hanging)}}] {
        supervisor::start_link(spec, {.timeout = infinity});
      });
  settle();
  exit(parent, exit_reason::kill);
  advance(1min);
  advance(5s);  // what b has to stop in
  BOOST_TEST(actors() == before);
}

BOOST_FIXTURE_TEST_CASE(a_start_that_is_called_off_is_no_start_error, supervision) {
  given({.children = {watched("a")}});
  child_spec slow = made_by("slow", [](start_options options) {
    struct sleeper final : gen_server<sleeper> {
      sleeper() { fauxtp::sleep(infinity); }
    };
    return fauxtp::start_link<sleeper>(std::move(options));
  });
  spawn_child([slow, top = top] { supervisor::start_child(top, slow); });
  settle();
  stop_top();
  settle();
  BOOST_TEST(reports("supervisor/start_error").empty());
}

BOOST_AUTO_TEST_SUITE_END()
