// "auto_shutdown" in lib/conformance.md: supervisors that end with their significant children.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

child_spec significant(const std::string& name, restart_type restart, plan_ptr plan = {}) {
  child_spec spec = watched(name, restart, std::move(plan));
  spec.significant = true;
  return spec;
}

supervisor_spec any_of(std::vector<child_spec> children) {
  return {.auto_shutdown = auto_shutdown::any_significant, .children = std::move(children)};
}

supervisor_spec all_of(std::vector<child_spec> children) {
  return {.auto_shutdown = auto_shutdown::all_significant, .children = std::move(children)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(automatic_shutdown)

BOOST_FIXTURE_TEST_CASE(A1_the_normal_end_of_a_significant_transient_child_ends_the_supervisor,
                        supervision) {
  given(any_of({watched("a"), significant("b", restart_type::transient), watched("c")}));
  end_child("b", exit_reason::normal);
  BOOST_TEST(events() == "stop b, stop c, stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A1_the_crash_of_a_significant_transient_child_is_a_restart, supervision) {
  given(any_of({significant("a", restart_type::transient)}));
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(A1_the_crash_of_a_significant_temporary_child_ends_the_supervisor,
                        supervision) {
  given(any_of({significant("a", restart_type::temporary)}));
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A1_the_normal_end_of_a_significant_temporary_child_ends_the_supervisor,
                        supervision) {
  given(any_of({significant("a", restart_type::temporary)}));
  end_child("a", exit_reason::normal);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A1_the_end_of_other_children_does_not_end_the_supervisor, supervision) {
  given(any_of({significant("a", restart_type::transient), watched("b", restart_type::transient),
                watched("c", restart_type::temporary)}));
  end_child("b", exit_reason::normal);
  crash_child("c");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(A2_the_last_running_significant_child_ends_the_supervisor, supervision) {
  given(all_of({significant("a", restart_type::transient),
                significant("b", restart_type::temporary), watched("c")}));
  end_child("a", exit_reason::normal);
  BOOST_TEST(end_of_top() == "runs");
  crash_child("b");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A2_a_significant_child_that_was_restarted_still_counts, supervision) {
  given(all_of(
      {significant("a", restart_type::transient), significant("b", restart_type::transient)}));
  crash_child("a");
  end_child("b", exit_reason::normal);
  BOOST_TEST(end_of_top() == "runs");
  end_child("a", exit_reason::normal);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A2_a_significant_child_that_was_terminated_does_not_count, supervision) {
  given(all_of(
      {significant("a", restart_type::transient), significant("b", restart_type::transient)}));
  supervisor::terminate_child(top, "a");
  BOOST_TEST(end_of_top() == "runs");
  end_child("b", exit_reason::normal);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(A3_terminate_child_of_a_significant_child_does_not_end_the_supervisor,
                        supervision) {
  given(any_of({significant("a", restart_type::transient)}));
  supervisor::terminate_child(top, "a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(A1_an_init_that_says_ignore_is_no_end, supervision) {
  const auto says_ignore = std::make_shared<plan>();
  says_ignore->ignore = true;
  given(any_of({significant("a", restart_type::transient, says_ignore)}));
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(A1_a_significant_bystander_of_one_for_all_does_not_end_the_supervisor,
                        supervision) {
  auto spec = any_of({watched("a"), significant("t", restart_type::temporary)});
  spec.strategy = strategy::one_for_all;
  given(spec);
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop t, start a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(A1_an_outer_supervisor_takes_it_for_an_orderly_end, supervision) {
  child_spec inner{.id = "inner",
                   .start = child_start(any_of({significant("a", restart_type::transient)})),
                   .restart = restart_type::transient,
                   .significant = true,
                   .type = child_type::supervisor};
  given(any_of({watched("z"), inner}));
  end_child("a", exit_reason::normal);
  BOOST_TEST(events() == "stop a, stop z");
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(complaints() == "");
}

BOOST_AUTO_TEST_SUITE_END()
