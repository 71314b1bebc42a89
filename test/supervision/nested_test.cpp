// Supervisors as children of supervisors: order over the levels, escalation (I4), names.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

child_spec inner(const std::string& id, supervisor_spec spec,
                 std::optional<restart_type> restart = {}) {
  return {.id = id,
          .start = child_start(std::move(spec)),
          .restart = restart,
          .type = child_type::supervisor};
}

/// top: a, left: (b, c), right: (deep: (d), e)
std::vector<child_spec> three_levels() {
  return {watched("a"), inner("left", {.children = all_watched({"b", "c"})}),
          inner("right", {.children = {inner("deep", {.intensity = 0, .children = {watched("d")}}),
                                       watched("e")}})};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nested)

BOOST_FIXTURE_TEST_CASE(three_levels_start_in_order, supervision) {
  start({.children = three_levels()});
  BOOST_TEST(events() == "start a, start b, start c, start d, start e");
}

BOOST_FIXTURE_TEST_CASE(three_levels_stop_in_reverse_order, supervision) {
  given({.children = three_levels()});
  stop_top();
  BOOST_TEST(events() == "stop e, stop d, stop c, stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(a_crash_disturbs_only_its_own_supervisor, supervision) {
  given({.children = three_levels()});
  crash_child("b");
  BOOST_TEST(events() == "stop b, start b");
}

BOOST_FIXTURE_TEST_CASE(S55_a_permanent_supervisor_that_gives_up_is_restarted_by_the_outer_one,
                        supervision) {
  given({.children = three_levels()});
  crash_child("d");  // more than `deep` allows
  BOOST_TEST(events() == "stop d, start d");
  BOOST_TEST(last_report("supervisor/child_terminated").field("id") == "deep");
  BOOST_TEST(last_report("supervisor/child_terminated").field("reason") == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I4_a_transient_supervisor_that_gives_up_is_not_restarted, supervision) {
  given({.children = {watched("a"), inner("in", {.intensity = 0, .children = {watched("b")}},
                                          restart_type::transient)}});
  crash_child("b");
  BOOST_TEST(events() == "stop b");
  BOOST_TEST(running() == "a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(S31_a_failure_that_repeats_climbs_to_the_top, supervision) {
  given({.intensity = 1,
         .children = {watched("a"), inner("in", {.intensity = 1, .children = {watched("b")}})}});
  for (int i = 0; i < 3; ++i) crash_child("b");
  BOOST_TEST(end_of_top() == "runs");
  crash_child("b");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S33_a_supervisor_that_gives_up_takes_its_siblings_with_it_under_one_for_all,
                        supervision) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), inner("in", {.intensity = 0, .children = {watched("b")}}),
                      watched("c")}});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop c, stop a, start a, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(an_inner_supervisor_that_was_killed_is_restarted_with_its_children,
                        supervision) {
  given({.intensity = 1, .children = {inner("in", {.children = {watched("b")}})}});
  exit(supervisor::which_children(top).at(0).actor, exit_reason::kill);
  settle();
  events();
  BOOST_TEST(whereis("b"));
  BOOST_TEST(supervisor::count_children(top).active == 1u);
}

BOOST_FIXTURE_TEST_CASE(S2_a_failed_start_deep_inside_stops_all_that_has_started, supervision) {
  const auto fails = std::make_shared<plan>();
  fails->failures = 1;
  const auto started = start(
      {.children = {watched("a"),
                    inner("in", {.children = {watched("b"),
                                              watched("c", restart_type::permanent, fails)}})}});
  BOOST_TEST(events() == "start a, start b, fail c, stop b, stop a");
  BOOST_TEST(to_string(started.reason()) ==
             "shutdown: (\"failed_to_start_child\", \"in\", shutdown: "
             "(\"failed_to_start_child\", \"c\", error: std::runtime_error: no luck))");
}

BOOST_FIXTURE_TEST_CASE(a_start_deep_inside_is_called_off_in_order_when_the_parent_says_stop,
                        supervision) {
  const auto hangs = std::make_shared<plan>();
  hangs->hang = true;
  child_spec last = watched("last", restart_type::permanent, hangs);
  last.shutdown = 1s;
  given({.children = {watched("a")}});
  spawn_child([top = top, in = inner("in", {.children = {watched("b"), watched("c"), last}})] {
    supervisor::start_child(top, in);
  });
  BOOST_TEST(events() == "start b, start c, hang last");
  stop_top();
  advance(1s);
  BOOST_TEST(events() == "stop c, stop b, stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_supervisor_leaves_no_child_behind, supervision) {
  const std::size_t before = actors();
  given({.children = three_levels()});
  stop_top();
  settle();
  BOOST_TEST(actors() == before);
}

// Names.

BOOST_FIXTURE_TEST_CASE(a_supervisor_registers_its_children_in_its_own_registry, supervision) {
  registry names;
  given({.children = {watched("a")}, .names = names});
  BOOST_TEST(names.whereis("a") == supervisor::which_children(top).at(0).actor);
  BOOST_TEST(!whereis("a"));
}

BOOST_FIXTURE_TEST_CASE(two_supervisors_with_their_own_registries_use_the_same_names, supervision) {
  registry left, right;
  given({.children = {inner("left", {.children = {watched("a")}, .names = left}),
                      inner("right", {.children = {watched("a")}, .names = right})}});
  BOOST_TEST(left.whereis("a"));
  BOOST_TEST(right.whereis("a"));
  BOOST_TEST(left.whereis("a") != right.whereis("a"));
}

BOOST_FIXTURE_TEST_CASE(a_restarted_child_gets_its_name_in_that_registry_again, supervision) {
  registry names;
  given({.children = {watched("a")}, .names = names});
  const pid before = names.whereis("a");
  exit(before, exit_reason::kill);
  settle();
  BOOST_TEST(names.whereis("a"));
  BOOST_TEST(names.whereis("a") != before);
}

BOOST_AUTO_TEST_SUITE_END()
