// "Reports" in lib/conformance.md: what a supervisor reports, and when.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

std::string as_text(const report& each) {
  std::string all = std::string(to_string(each.level)) + " " + each.label;
  for (const auto& [name, value] : each.fields) all += " " + name + "=" + value;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_reports)

BOOST_FIXTURE_TEST_CASE(each_start_of_a_child_is_reported_as_progress, supervision) {
  given({.children = all_watched({"a", "b"})});
  crash_child("a");
  std::string all;
  for (const report& each : reports("supervisor/progress")) all += each.field("id");
  BOOST_TEST(all == "aba");
}

BOOST_FIXTURE_TEST_CASE(progress_tells_all_of_the_child, supervision) {
  child_spec a = watched("a", restart_type::transient);
  a.shutdown = 1500ms;
  given({.children = {a}});
  BOOST_TEST(as_text(reports("supervisor/progress").at(0)) ==
             "info supervisor/progress pid=" + to_string(whereis("a")) +
                 " id=a mfargs=supervision_test::witness restart_type=transient"
                 " significant=false shutdown=1500ms child_type=worker");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_child_is_reported_with_what_it_was, supervision) {
  given({.children = {watched("a")}});
  const pid before = whereis("a");
  crash_child("a");
  BOOST_TEST(as_text(reports("supervisor/child_terminated").at(0)) ==
             "error supervisor/child_terminated errorContext=child_terminated"
             " reason=error: std::runtime_error: told to pid=" +
                 to_string(before) +
                 " id=a mfargs=supervision_test::witness restart_type=permanent"
                 " significant=false shutdown=5000ms child_type=worker"
                 " restarts=1 intensity=3 period=5s");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_does_not_start_is_reported_without_a_pid, supervision) {
  const auto fails = std::make_shared<plan>();
  fails->failures = 1;
  start({.children = {watched("a", restart_type::permanent, fails)}});
  settle();
  BOOST_TEST(as_text(reports("supervisor/start_error").at(0)) ==
             "error supervisor/start_error errorContext=start_error"
             " reason=error: std::runtime_error: no luck pid=undefined id=a"
             " mfargs=supervision_test::witness restart_type=permanent"
             " significant=false shutdown=5000ms child_type=worker");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_has_stopped_as_asked_is_reported_for_debugging, supervision) {
  given({.children = all_watched({"a", "b"})});
  stop_top();
  settle();
  const auto stops = reports("supervisor/stopped");
  BOOST_REQUIRE(stops.size() == 2u);
  BOOST_TEST(stops[0].field("id") == "b");
  BOOST_TEST(stops[1].field("id") == "a");
  BOOST_TEST((stops[0].level == severity::debug));
}

BOOST_FIXTURE_TEST_CASE(the_significant_child_that_ends_a_supervisor_is_reported, supervision) {
  child_spec a = watched("a", restart_type::transient);
  a.significant = true;
  given({.auto_shutdown = auto_shutdown::any_significant, .children = {a}});
  end_child("a", exit_reason::normal);
  const auto ends = reports("supervisor/auto_shutdown");
  BOOST_REQUIRE(ends.size() == 1u);
  BOOST_TEST(ends[0].field("id") == "a");
  BOOST_TEST((ends[0].level == severity::info));
}

BOOST_FIXTURE_TEST_CASE(a_child_reports_its_crash_before_its_supervisor_does, supervision) {
  given({.children = {watched("a")}});
  crash_child("a");
  BOOST_TEST(complaints() == "actor/crash -, supervisor/child_terminated a");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_child_is_reported_before_its_restart, supervision) {
  given({.children = {watched("a")}});
  crash_child("a");
  const auto all = reports();
  BOOST_REQUIRE(all.size() >= 2u);
  BOOST_TEST(all[all.size() - 2].label == "supervisor/child_terminated");
  BOOST_TEST(all[all.size() - 1].label == "supervisor/progress");
}

BOOST_FIXTURE_TEST_CASE(a_report_comes_from_the_supervisor_under_its_path, supervision) {
  given({.children = {watched("a")}});
  crash_child("a");
  const report ended = reports("supervisor/child_terminated").at(0);
  BOOST_TEST(ended.from == top);
  BOOST_TEST(ended.name == "top");
}

BOOST_FIXTURE_TEST_CASE(a_child_is_called_by_its_path, supervision) {
  given({.children = {{.id = "inner",
                       .start = child_start(supervisor_spec{.children = {watched("a")}}),
                       .type = child_type::supervisor}}});
  crash_child("a");
  BOOST_TEST(reports("actor/crash").at(0).name == "top/inner/a");
}

BOOST_FIXTURE_TEST_CASE(the_progress_of_a_supervisor_comes_after_that_of_its_children,
                        supervision) {
  given({.children = {{.id = "inner",
                       .start = child_start(supervisor_spec{.children = {watched("a")}}),
                       .type = child_type::supervisor}}});
  const auto progress = reports("supervisor/progress");
  BOOST_REQUIRE(progress.size() == 2u);
  BOOST_TEST(progress[0].field("id") == "a");
  BOOST_TEST(progress[1].field("id") == "inner");
}

BOOST_FIXTURE_TEST_CASE(the_text_of_an_end_says_what_the_child_is_and_what_is_done_about_it,
                        supervision) {
  child_spec a = watched("a"), t = watched("t", restart_type::temporary);
  a.shutdown = 1500ms;
  t.shutdown = shutdown_time::brutal_kill();
  given({.intensity = 1, .period = 1min, .children = {a, t}});
  crash_child("a");
  crash_child("t");
  crash_child("a");
  const auto ends = reports("supervisor/child_terminated");
  BOOST_REQUIRE(ends.size() == 3u);
  BOOST_TEST(
      ends[0].text.ends_with("told to; restart 1 of 1 in 1m (permanent worker, shutdown 1500ms)"));
  BOOST_TEST(ends[1].text.ends_with(
      "told to; it is not restarted (temporary worker, shutdown brutal_kill)"));
  BOOST_TEST(
      ends[2].text.ends_with("told to; that would be restart 2 in 1m, and 1 may be "
                             "(permanent worker, shutdown 1500ms)"));
}

BOOST_FIXTURE_TEST_CASE(the_text_of_an_end_names_a_strategy_that_concerns_others, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b"})});
  crash_child("a");
  BOOST_TEST(reports("supervisor/child_terminated").at(0).text.find("in 5s, rest_for_one (") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_text_of_giving_up_says_what_the_limit_was_and_who_did_it, supervision) {
  given({.intensity = 2, .period = 2s, .children = all_watched({"a", "b"})});
  crash_child("b");
  exit(whereis("a"), exit_reason::kill);
  settle();
  exit(whereis("a"), exit_reason::kill);
  settle();
  const report end = reports("supervisor/shutdown").at(0);
  const std::string who = "2 x a killed\n    1 x b error: std::runtime_error: told to";
  BOOST_TEST(end.text ==
             "gives up: 3 restarts in 2s, intensity is 2 (reached_max_restart_intensity)\n    " +
                 who);
  BOOST_TEST(end.field("history") == "2 x a killed\n1 x b error: std::runtime_error: told to");
  BOOST_TEST(end.field("restarts") + " " + end.field("intensity") + " " + end.field("period") ==
             "3 2 2s");
}

BOOST_FIXTURE_TEST_CASE(a_period_that_is_less_than_a_millisecond_is_told, supervision) {
  given({.intensity = 0, .period = 500us, .children = all_watched({"a"})});
  crash_child("a");
  BOOST_TEST(reports("supervisor/shutdown").at(0).field("period") == "500us");
}

BOOST_FIXTURE_TEST_CASE(only_restarts_within_the_period_are_told_when_it_gives_up, supervision) {
  given({.intensity = 1, .period = 1s, .children = all_watched({"a", "b"})});
  crash_child("a");
  advance(1001ms);
  crash_child("b");
  crash_child("b");
  BOOST_TEST(reports("supervisor/shutdown").at(0).field("history") ==
             "2 x b error: std::runtime_error: told to");
}

BOOST_FIXTURE_TEST_CASE(starts_that_fail_are_told_when_it_gives_up, supervision) {
  const auto fails = std::make_shared<plan>();
  given({.intensity = 2, .children = {watched("a", restart_type::permanent, fails)}});
  fails->failures = 9;
  crash_child("a");
  BOOST_TEST(reports("supervisor/shutdown").at(0).field("history") ==
             "2 x a did not start: error: std::runtime_error: no luck\n"
             "1 x a error: std::runtime_error: told to");
}

BOOST_FIXTURE_TEST_CASE(of_many_restarts_the_last_hundred_are_told, supervision) {
  given({.intensity = 120, .children = all_watched({"a", "b"})});
  for (int i = 0; i < 60; ++i) crash_child("a");
  for (int i = 0; i < 61; ++i) crash_child("b");
  const report end = reports("supervisor/shutdown").at(0);
  BOOST_TEST(
      end.text.starts_with("gives up: 121 restarts in 5s, intensity is 120 "
                           "(reached_max_restart_intensity); the last 100:\n"));
  BOOST_TEST(end.field("history") ==
             "61 x b error: std::runtime_error: told to\n"
             "39 x a error: std::runtime_error: told to");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_gives_up_does_not_crash, supervision) {
  given({.intensity = 0, .children = {watched("a")}});
  crash_child("a");
  BOOST_TEST(reports("actor/crash").size() == 1u);  // that of the child
}

BOOST_FIXTURE_TEST_CASE(
    children_that_are_stopped_and_started_for_a_sibling_are_not_reported_as_ended, supervision) {
  given({.strategy = strategy::one_for_all, .children = all_watched({"a", "b", "c"})});
  crash_child("b");
  BOOST_TEST(complaints() == "actor/crash -, supervisor/child_terminated b");
}

BOOST_AUTO_TEST_SUITE_END()
