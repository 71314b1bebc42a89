// S1 and S3 to S7 in lib/conformance.md: the order of starts and stops, and how long they take.
#include <boost/test/data/test_case.hpp>

#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

// S5: how a child may end when it was told to stop, by its restart type.
struct ending {
  restart_type restart;
  exit_reason reason;
  bool as_asked;
};

std::ostream& operator<<(std::ostream& out, const ending& each) {
  return out << to_string(each.restart) << " that ends with " << each.reason;
}

std::vector<ending> endings() {
  const exit_reason detailed = exit_reason::shutdown_with("done");
  const exit_reason odd = exit_reason(term("odd"));
  std::vector<ending> all;
  for (const auto restart : {restart_type::transient, restart_type::temporary}) {
    all.push_back({restart, exit_reason::shutdown, true});
    all.push_back({restart, exit_reason::normal, true});
    all.push_back({restart, detailed, true});
    all.push_back({restart, odd, false});
    all.push_back({restart, exit_reason::killed, false});
  }
  all.push_back({restart_type::permanent, exit_reason::shutdown, true});
  all.push_back({restart_type::permanent, exit_reason::normal, false});
  all.push_back({restart_type::permanent, detailed, false});
  all.push_back({restart_type::permanent, odd, false});
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(start_stop)

BOOST_FIXTURE_TEST_CASE(S1_children_start_in_the_order_of_their_specs, supervision) {
  start({.children = all_watched({"a", "b", "c"})});
  BOOST_TEST(events() == "start a, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(S1_a_start_waits_for_the_init_before_it, supervision) {
  const auto slow = [](start_options options) {
    struct sleeper final : gen_server<sleeper> {
      sleeper() { fauxtp::sleep(300ms); }
    };
    return fauxtp::start_link<sleeper>(std::move(options));
  };
  const pid starter = spawn_child([&, test = self()] {
    trap_exit();
    supervisor::start_link(
        {.children = {made_by("slow", slow), made_by("after", child_start([test] {
                                                       send(test, event{"after"});
                                                       fauxtp::sleep(infinity);
                                                     }))}});
    fauxtp::sleep(infinity);
  });
  advance(299ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "after");
  exit(starter, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(S3_children_stop_in_reverse_order, supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  stop_top();
  BOOST_TEST(events() == "stop c, stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(S3_a_stop_waits_for_the_one_before_it, supervision) {
  const auto slow = [test = self()](const std::string& name) {
    return made_by(name, child_start([test, name] {
                     trap_exit();
                     receive<exit_signal>();
                     fauxtp::sleep(100ms);
                     send(test, event{"stop " + name});
                   }));
  };
  given({.children = {slow("a"), slow("b")}});
  stop_top();
  advance(199ms);
  BOOST_TEST(events() == "stop b");
  advance(1ms);
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(S4_a_child_that_refuses_to_stop_is_killed_after_exactly_its_time,
                        supervision) {
  child_spec refusing = made_by("refusing", child_start(refuse_to_stop));
  refusing.shutdown = 700ms;
  given({.children = {refusing}});
  stop_top();
  advance(699ms);
  BOOST_TEST(end_of_top() == "runs");
  advance(1ms);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S4_without_a_shutdown_time_a_worker_has_five_seconds, supervision) {
  given({.children = {made_by("refusing", child_start(refuse_to_stop))}});
  stop_top();
  advance(4999ms);
  BOOST_TEST(end_of_top() == "runs");
  advance(1ms);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S4_a_killed_child_is_reported_as_a_shutdown_error, supervision) {
  child_spec refusing = made_by("refusing", child_start(refuse_to_stop));
  refusing.shutdown = 0s;
  given({.children = {refusing}});
  stop_top();
  settle();
  BOOST_TEST(complaints() == "supervisor/shutdown_error refusing");
  BOOST_TEST(reports("supervisor/shutdown_error").at(0).field("reason") == "killed");
}

BOOST_FIXTURE_TEST_CASE(S4_a_child_with_an_infinite_shutdown_time_is_never_killed, supervision) {
  child_spec refusing = made_by("refusing", child_start(refuse_to_stop));
  refusing.shutdown = infinity;
  given({.children = {refusing}});
  const pid child = supervisor::which_children(top).at(0).actor;
  stop_top();
  advance(24h);
  BOOST_TEST(end_of_top() == "runs");
  exit(child, exit_reason::kill);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S4_a_child_under_brutal_kill_is_not_asked, supervision) {
  child_spec a = watched("a");
  a.shutdown = shutdown_time::brutal_kill();
  given({.children = {a}});
  stop_top();
  BOOST_TEST(events() == "");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S5_brutal_kill_expects_killed, supervision) {
  child_spec a = watched("a");
  a.shutdown = shutdown_time::brutal_kill();
  given({.children = {a}});
  stop_top();
  settle();
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S5_a_child_that_has_just_ended_orderly_is_not_reported_by_brutal_kill,
                        supervision) {
  child_spec a = watched("a", restart_type::transient);
  a.shutdown = shutdown_time::brutal_kill();
  given({.children = {a}});
  sys::suspend(top);
  spawn([top = top] { supervisor::terminate_child(top, "a"); });
  settle();  // the request lies in the mailbox before the child's end
  end_child("a", exit_reason::shutdown);
  sys::resume(top);
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(running() == "");
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S5_brutal_kill_kills_a_child_that_would_have_stopped, supervision) {
  child_spec willing = made_by("willing", child_start([] { fauxtp::sleep(infinity); }));
  willing.shutdown = shutdown_time::brutal_kill();
  given({.children = {willing}});
  const ref end = monitor(supervisor::which_children(top).at(0).actor);
  stop_top();
  settle();
  const auto is_its = [&](const down& each) { return each.monitor == end; };
  BOOST_TEST(receive(on(where(is_its), [](const down& each) { return each.reason; })) ==
             exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(S4_a_child_that_has_unlinked_itself_is_stopped_all_the_same, supervision) {
  given({.children = {watched("a")}});
  cast("a", unlink_from{top});
  settle();
  stop_top();
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_DATA_TEST_CASE_F(supervision, S5_only_an_unexpected_end_while_stopping_is_reported,
                       boost::unit_test::data::make(endings()), ending) {
  child_spec child = made_by("a", child_start([reason = ending.reason] {
                               trap_exit();
                               receive<exit_signal>();
                               fauxtp::stop(reason);
                             }));
  child.restart = ending.restart;
  given({.children = {child}});
  stop_top();
  settle();
  const std::size_t expected = ending.as_asked ? 0 : 1;
  BOOST_TEST(reports("supervisor/shutdown_error").size() == expected);
}

BOOST_FIXTURE_TEST_CASE(S6_the_end_of_a_linked_stranger_is_ignored, supervision) {
  given({.children = {watched("a")}});
  spawn([top = top] {
    link(top);
    fauxtp::stop(exit_reason(term("a stranger's reason")));
  });
  BOOST_TEST(events() == "");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(S6_an_exit_signal_from_a_child_that_lives_is_not_its_end, supervision) {
  const pid before = (given({.children = {watched("a")}}), whereis("a"));
  child_spec forger = made_by("forger", child_start([top = top] {
                                exit(top, exit_reason(term("not my end")));
                                fauxtp::sleep(infinity);
                              }));
  supervisor::start_child(top, forger);
  settle();
  BOOST_TEST(running() == "a forger");
  BOOST_TEST(whereis("a") == before);
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S6_any_exit_signal_of_the_parent_ends_the_supervisor, supervision) {
  given({.children = {watched("a")}});
  exit(top, exit_reason::normal);
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "normal");
}

BOOST_FIXTURE_TEST_CASE(S6_a_supervisor_does_not_outlive_its_parent, supervision) {
  const pid parent = spawn_child([test = self(), specs = all_watched({"a", "b"})] {
    supervisor::start_link({.children = specs});
    receive(on("end", [] { fauxtp::stop(exit_reason(term("the parent's reason"))); }));
  });
  BOOST_TEST(events() == "start a, start b");
  send(parent, "end");
  BOOST_TEST(events() == "stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(S6_the_children_of_a_killed_supervisor_end_with_it, supervision) {
  given({.children = all_watched({"a", "b"})});
  exit(top, exit_reason::kill);
  settle();
  BOOST_TEST(!is_alive(top));
  BOOST_TEST(registered().empty());
}

BOOST_FIXTURE_TEST_CASE(S7_a_child_that_has_unlinked_itself_is_restarted, supervision) {
  given({.children = {watched("a")}});
  cast("a", unlink_from{top});
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a");
  BOOST_TEST(running() == "a");
}

BOOST_FIXTURE_TEST_CASE(an_orderly_stop_is_reported_as_no_error, supervision) {
  given({.children = all_watched({"a", "b"})});
  stop_top();
  settle();
  BOOST_TEST(complaints() == "");
}

BOOST_AUTO_TEST_SUITE_END()
