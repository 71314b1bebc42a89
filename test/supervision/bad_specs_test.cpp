// S11: specs that a supervisor refuses, and the defaults of those that it accepts.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

start_function nothing() {
  return child_start([] {});
}

/// What is wrong with a supervisor of this spec, or "nothing".
std::string mistake(supervisor_spec spec) {
  const auto found = supervisor::check(spec);
  return found ? to_string(*found) : "nothing";
}

child_spec significant(restart_type restart) {
  return {.id = "a", .start = nothing(), .restart = restart, .significant = true};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_specs)

BOOST_AUTO_TEST_CASE(S11_a_child_needs_an_id) {
  BOOST_TEST(mistake({.children = {{.start = nothing()}}}) == R"(("start_spec", "missing_id"))");
}

BOOST_AUTO_TEST_CASE(S11_a_name_is_an_id) {
  BOOST_TEST(mistake({.children = {{.start = nothing(), .name = "a"}}}) == "nothing");
}

BOOST_AUTO_TEST_CASE(S11_a_child_needs_a_start_function) {
  BOOST_TEST(mistake({.children = {{.id = "a"}}}) == R"(("start_spec", "missing_start"))");
}

BOOST_AUTO_TEST_CASE(S11_ids_are_unique) {
  BOOST_TEST(
      mistake({.children = {{.id = "a", .start = nothing()}, {.start = nothing(), .name = "a"}}}) ==
      R"(("start_spec", ("duplicate_child_name", "a")))");
}

BOOST_AUTO_TEST_CASE(S11_a_significant_child_needs_an_auto_shutdown) {
  BOOST_TEST(
      mistake({.children = {significant(restart_type::transient)}}) ==
      R"(("start_spec", ("bad_combination", ("auto_shutdown", "never"), ("significant", true))))");
}

BOOST_AUTO_TEST_CASE(S11_a_significant_child_cannot_be_permanent) {
  BOOST_TEST(
      mistake({.auto_shutdown = auto_shutdown::any_significant,
               .children = {significant(restart_type::permanent)}}) ==
      R"(("start_spec", ("bad_combination", ("restart", "permanent"), ("significant", true))))");
}

BOOST_AUTO_TEST_CASE(S28_a_period_is_longer_than_nothing) {
  BOOST_TEST(mistake({.period = 0s}) == R"(("supervisor_data", ("invalid_period", 0)))");
}

BOOST_AUTO_TEST_CASE(S28_an_intensity_of_zero_is_fine) {
  BOOST_TEST(mistake({.intensity = 0}) == "nothing");
}

BOOST_FIXTURE_TEST_CASE(S11_a_supervisor_with_a_mistake_does_not_start_any_child, supervision) {
  const auto started = start({.children = {watched("a"), watched("a")}});
  BOOST_TEST(to_string(started.reason()) == R"(("start_spec", ("duplicate_child_name", "a")))");
  BOOST_TEST(events() == "");
}

BOOST_FIXTURE_TEST_CASE(S13_a_supervisor_as_a_child_is_permanent_and_has_all_the_time,
                        supervision) {
  start({.children = {{.id = "inner",
                       .start = child_start(supervisor_spec{}),
                       .type = child_type::supervisor}}});
  settle();
  const report progress = last_report("supervisor/progress");
  BOOST_TEST(progress.field("restart_type") == "permanent");
  BOOST_TEST(progress.field("shutdown") == "infinity");
}

BOOST_FIXTURE_TEST_CASE(S13_a_worker_is_transient_and_has_five_seconds, supervision) {
  start({.children = {{.id = "a", .start = child_start([] { fauxtp::sleep(infinity); })}}});
  settle();
  const report progress = last_report("supervisor/progress");
  BOOST_TEST(progress.field("restart_type") == "transient");
  BOOST_TEST(progress.field("shutdown") == "5000ms");
}

BOOST_AUTO_TEST_SUITE_END()
