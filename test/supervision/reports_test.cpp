// Section 9 of the rules: what a supervisor reports, and when.
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
  for (const report& each : reports("supervisor/progress")) all += field(each, "id");
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
                 " significant=false shutdown=5000ms child_type=worker");
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
  BOOST_TEST(field(stops[0], "id") == "b");
  BOOST_TEST(field(stops[1], "id") == "a");
  BOOST_TEST((stops[0].level == severity::debug));
}

BOOST_FIXTURE_TEST_CASE(the_significant_child_that_ends_a_supervisor_is_reported, supervision) {
  child_spec a = watched("a", restart_type::transient);
  a.significant = true;
  given({.when_done = auto_shutdown::any_significant, .children = {a}});
  end_child("a", exit_reason::normal);
  const auto ends = reports("supervisor/auto_shutdown");
  BOOST_REQUIRE(ends.size() == 1u);
  BOOST_TEST(field(ends[0], "id") == "a");
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
  BOOST_TEST(field(progress[0], "id") == "a");
  BOOST_TEST(field(progress[1], "id") == "inner");
}

BOOST_FIXTURE_TEST_CASE(the_text_of_an_end_says_what_is_done_about_it, supervision) {
  given({.children = {watched("a"), watched("t", restart_type::temporary)}});
  crash_child("a");
  crash_child("t");
  const auto ends = reports("supervisor/child_terminated");
  BOOST_REQUIRE(ends.size() == 2u);
  BOOST_TEST(ends[0].text.ends_with("told to; it is to be restarted"));
  BOOST_TEST(ends[1].text.ends_with("told to; it is not restarted"));
}

BOOST_FIXTURE_TEST_CASE(the_text_of_giving_up_says_what_the_limit_was, supervision) {
  given({.intensity = 0, .period = 2s, .children = {watched("a")}});
  crash_child("a");
  BOOST_TEST(reports("supervisor/shutdown").at(0).text ==
             "gives up because of \"a\": more than 0 restarts in 2000 ms "
             "(reached_max_restart_intensity)");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_gives_up_does_not_crash, supervision) {
  given({.intensity = 0, .children = {watched("a")}});
  crash_child("a");
  BOOST_TEST(reports("actor/crash").size() == 1u);  // the child's
}

BOOST_FIXTURE_TEST_CASE(
    children_that_are_stopped_and_started_for_a_sibling_are_not_reported_as_ended, supervision) {
  given({.how = strategy::one_for_all, .children = all_watched({"a", "b", "c"})});
  crash_child("b");
  BOOST_TEST(complaints() == "actor/crash -, supervisor/child_terminated b");
}

BOOST_AUTO_TEST_SUITE_END()
