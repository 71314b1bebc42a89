// What a supervisor can be asked, and its answers (S8, S9, S10).
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

plan_ptr ignoring() {
  auto made = std::make_shared<plan>();
  made->ignore = true;
  return made;
}

/// An answer as a word: the error's, or "ok".
std::string word(const child_reply& answer) {
  return answer.ok() ? "ok" : std::string(to_string(*answer.error));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(requests)

BOOST_FIXTURE_TEST_CASE(S8_which_children_lists_the_last_started_first, supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  supervisor::start_child(top, watched("d"));
  BOOST_TEST(known() == "d c b a");
}

BOOST_FIXTURE_TEST_CASE(S8_a_restart_does_not_change_the_order, supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  crash_child("b");
  supervisor::terminate_child(top, "a");
  supervisor::restart_child(top, "a");
  BOOST_TEST(known() == "c b a");
}

BOOST_FIXTURE_TEST_CASE(which_children_tells_pid_and_type_of_each, supervision) {
  given({.children = {watched("a"),
                      {.id = "inner",
                       .start = child_start(supervisor_spec{}),
                       .name = "inner",
                       .type = child_type::supervisor}}});
  const auto infos = supervisor::which_children(top);
  BOOST_REQUIRE(infos.size() == 2u);
  BOOST_TEST(infos[0].actor == whereis("inner"));
  BOOST_TEST((infos[0].type == child_type::supervisor));
  BOOST_TEST(infos[1].actor == whereis("a"));
  BOOST_TEST((infos[1].type == child_type::worker));
}

BOOST_FIXTURE_TEST_CASE(which_children_has_no_pid_for_a_child_that_does_not_run, supervision) {
  given({.children = {watched("a", restart_type::transient)}});
  end_child("a", exit_reason::normal);
  BOOST_TEST(!supervisor::which_children(top).at(0).actor);
  BOOST_TEST(!supervisor::which_children(top).at(0).restarting);
}

BOOST_FIXTURE_TEST_CASE(one_child_can_be_found_by_its_id_and_some_by_what_their_specs_say,
                        supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  BOOST_TEST(supervisor::find_child(top, "b").value().actor == whereis("b"));
  BOOST_TEST(supervisor::find_child(top, "b").value().name == "b");
  BOOST_TEST(!supervisor::find_child(top, "d"));
  const auto some = supervisor::which_children(
      top, infinity, [](const child_spec& each) { return each.id != "b"; });
  BOOST_REQUIRE(some.size() == 2u);
  BOOST_TEST(some[0].id == "c");
  BOOST_TEST(some[1].id == "a");
  BOOST_TEST(supervisor::get_status(top).children == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_child_is_told_of_with_how_it_ended_last_by_itself, supervision) {
  given({.children = all_watched({"a", "b"})});
  BOOST_TEST(!supervisor::find_child(top, "a").value().last_end);
  end_child("a", exit_reason(term("enough")));
  BOOST_TEST(
      (supervisor::find_child(top, "a").value().last_end.value() == exit_reason(term("enough"))));
  supervisor::terminate_child(top, "b");
  BOOST_TEST(!supervisor::find_child(top, "b").value().last_end);
}

BOOST_FIXTURE_TEST_CASE(which_children_tells_how_often_each_was_started_again, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b", "c"})});
  crash_child("b");
  supervisor::terminate_child(top, "c");
  supervisor::restart_child(top, "c");
  const auto infos = supervisor::which_children(top);
  BOOST_TEST(infos.at(2).restarts == 0u);  // a
  BOOST_TEST(infos.at(1).restarts == 1u);  // b
  BOOST_TEST(infos.at(0).restarts == 2u);  // c
}

BOOST_FIXTURE_TEST_CASE(a_failed_attempt_to_start_again_is_no_restart, supervision) {
  const auto made = std::make_shared<plan>();
  given({.intensity = 5, .children = {watched("a", restart_type::permanent, made)}});
  made->failures = 2;
  crash_child("a");
  BOOST_TEST(supervisor::which_children(top).at(0).restarts == 1u);
  BOOST_TEST(supervisor::get_status(top).restarts == 3u);  // attempts
}

BOOST_FIXTURE_TEST_CASE(the_status_tells_the_restarts_that_still_count, supervision) {
  given({.strategy = strategy::one_for_all,
         .intensity = 4,
         .period = 10s,
         .children = all_watched({"a", "b"})});
  crash_child("a");
  advance(6s);
  crash_child("b");
  const supervisor_status status = supervisor::get_status(top);
  BOOST_TEST((status.strategy == strategy::one_for_all));
  BOOST_TEST(status.restarts == 2u);
  BOOST_TEST(status.intensity == 4u);
  BOOST_TEST((status.period == 10s));
  advance(5s);
  BOOST_TEST(supervisor::get_status(top).restarts == 1u);
}

BOOST_FIXTURE_TEST_CASE(who_only_looks_need_not_wait_for_a_busy_supervisor, supervision) {
  const auto made = std::make_shared<plan>();
  given({.children = {watched("a", restart_type::permanent, made)}});
  made->hang = true;
  crash_now("a");
  settle();
  BOOST_CHECK_THROW(supervisor::which_children(top, 0s), call_error);
  BOOST_CHECK_THROW(supervisor::get_status(top, 0s), call_error);
}

BOOST_FIXTURE_TEST_CASE(which_children_of_a_supervisor_without_any, supervision) {
  given({});
  BOOST_TEST(supervisor::which_children(top).empty());
}

BOOST_FIXTURE_TEST_CASE(count_children_counts_specs_running_ones_and_types, supervision) {
  given({.children = {watched("a"),
                      watched("b", restart_type::transient),
                      {.id = "inner",
                       .start = child_start(supervisor_spec{}),
                       .type = child_type::supervisor}}});
  end_child("b", exit_reason::normal);
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 3, .active = 2, .workers = 2, .supervisors = 1}));
}

BOOST_FIXTURE_TEST_CASE(S03_an_ignored_child_counts_as_a_spec_that_does_not_run, supervision) {
  given({.children = {watched("a"), watched("b", restart_type::permanent, ignoring())}});
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 2, .active = 1, .workers = 2, .supervisors = 0}));
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_can_be_asked_by_its_name, supervision) {
  top = supervisor::start_link({.children = {watched("a")}}, {.name = "top"});
  BOOST_TEST(supervisor::count_children("top").active == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_request_to_a_supervisor_that_has_ended_throws, supervision) {
  given({});
  stop_top();
  settle();
  BOOST_CHECK_THROW(supervisor::which_children(top), call_error);
}

// start_child

BOOST_FIXTURE_TEST_CASE(start_child_starts_it_and_tells_its_pid, supervision) {
  given({});
  const child_reply answer = supervisor::start_child(top, watched("a"));
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(answer.actor == whereis("a"));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_was_added_is_restarted_like_the_others, supervision) {
  given({});
  supervisor::start_child(top, watched("a"));
  events();
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_was_added_is_stopped_first, supervision) {
  given({.children = all_watched({"a", "b"})});
  supervisor::start_child(top, watched("c"));
  events();
  stop_top();
  BOOST_TEST(events() == "stop c, stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(S9_start_child_of_an_id_that_runs, supervision) {
  given({.children = {watched("a")}});
  const child_reply answer = supervisor::start_child(top, watched("a"));
  BOOST_TEST(word(answer) == "already_started");
  BOOST_TEST(answer.actor == whereis("a"));
}

BOOST_FIXTURE_TEST_CASE(S9_start_child_of_an_id_that_does_not_run, supervision) {
  given({.children = {watched("a")}});
  supervisor::terminate_child(top, "a");
  BOOST_TEST(word(supervisor::start_child(top, watched("a"))) == "already_present");
}

BOOST_FIXTURE_TEST_CASE(start_child_of_one_that_fails_tells_why_and_keeps_nothing, supervision) {
  given({});
  const auto fails = std::make_shared<plan>();
  fails->failures = 1;
  const child_reply answer =
      supervisor::start_child(top, watched("a", restart_type::permanent, fails));
  BOOST_TEST(word(answer) == "start_failed");
  BOOST_TEST(to_string(answer.reason) == "error: std::runtime_error: no luck");
  BOOST_TEST(known() == "");
}

BOOST_FIXTURE_TEST_CASE(start_child_of_one_that_fails_costs_no_restart, supervision) {
  given({.intensity = 0});
  const auto fails = std::make_shared<plan>();
  fails->failures = 1;
  supervisor::start_child(top, watched("a", restart_type::permanent, fails));
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(start_child_of_a_faulty_spec_names_the_mistake, supervision) {
  given({});
  const child_reply answer = supervisor::start_child(top, {.id = "a"});
  BOOST_TEST(word(answer) == "invalid_spec");
  BOOST_TEST(to_string(answer.reason) == R"(("start_spec", "missing_start"))");
}

BOOST_FIXTURE_TEST_CASE(S10_start_child_of_an_ignore_has_no_pid_and_keeps_the_spec, supervision) {
  given({});
  const child_reply answer =
      supervisor::start_child(top, watched("a", restart_type::permanent, ignoring()));
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(!answer.actor);
  BOOST_TEST(known() == "a");
}

BOOST_FIXTURE_TEST_CASE(S10_start_child_of_a_temporary_ignore_keeps_nothing, supervision) {
  given({});
  const child_reply answer =
      supervisor::start_child(top, watched("a", restart_type::temporary, ignoring()));
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(known() == "");
}

BOOST_FIXTURE_TEST_CASE(the_specs_of_ended_temporary_children_are_dropped, supervision) {
  given({});
  for (int i = 0; i < 100; ++i) {
    supervisor::start_child(top, watched("t", restart_type::temporary));
    end_child("t", exit_reason::normal);
  }
  BOOST_TEST(supervisor::count_children(top).specs == 0u);
}

// terminate_child

BOOST_FIXTURE_TEST_CASE(terminate_child_returns_when_the_child_has_ended, supervision) {
  given({.children = all_watched({"a", "b"})});
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
  BOOST_TEST(!whereis("a"));
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(terminate_child_keeps_the_spec, supervision) {
  given({.children = {watched("a"), watched("b", restart_type::transient)}});
  supervisor::terminate_child(top, "a");
  supervisor::terminate_child(top, "b");
  BOOST_TEST(known() == "b a");
}

BOOST_FIXTURE_TEST_CASE(terminate_child_drops_the_spec_of_a_temporary_child, supervision) {
  given({.children = {watched("t", restart_type::temporary)}});
  BOOST_TEST(word(supervisor::terminate_child(top, "t")) == "ok");
  BOOST_TEST(known() == "");
}

BOOST_FIXTURE_TEST_CASE(terminate_child_of_one_that_does_not_run_is_fine, supervision) {
  given({.children = {watched("a")}});
  supervisor::terminate_child(top, "a");
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
}

BOOST_FIXTURE_TEST_CASE(S9_terminate_child_of_an_unknown_id, supervision) {
  given({});
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "not_found");
}

BOOST_FIXTURE_TEST_CASE(S54_terminate_child_of_one_that_has_unlinked_itself_does_not_hang,
                        supervision) {
  given({.children = {watched("a")}});
  cast("a", unlink_from{top});
  settle();
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
}

// restart_child

BOOST_FIXTURE_TEST_CASE(restart_child_starts_one_that_was_terminated, supervision) {
  given({.children = {watched("a")}});
  supervisor::terminate_child(top, "a");
  const child_reply answer = supervisor::restart_child(top, "a");
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(answer.actor == whereis("a"));
}

BOOST_FIXTURE_TEST_CASE(restart_child_starts_one_that_had_ended_normally, supervision) {
  given({.children = {watched("a", restart_type::transient)}});
  end_child("a", exit_reason::normal);
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "ok");
}

BOOST_FIXTURE_TEST_CASE(S9_restart_child_of_one_that_runs, supervision) {
  given({.children = {watched("a")}});
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "running");
}

BOOST_FIXTURE_TEST_CASE(S9_restart_child_of_an_unknown_id, supervision) {
  given({});
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "not_found");
}

BOOST_FIXTURE_TEST_CASE(S10_restart_child_of_an_ignore_has_no_pid, supervision) {
  given({.children = {watched("a", restart_type::permanent, ignoring())}});
  const child_reply answer = supervisor::restart_child(top, "a");
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(!answer.actor);
}

BOOST_FIXTURE_TEST_CASE(restart_child_of_one_that_fails_tells_why_and_keeps_the_spec, supervision) {
  const auto fails = std::make_shared<plan>();
  given({.children = {watched("a", restart_type::permanent, fails)}});
  supervisor::terminate_child(top, "a");
  fails->failures = 1;
  const child_reply answer = supervisor::restart_child(top, "a");
  BOOST_TEST(word(answer) == "start_failed");
  BOOST_TEST(to_string(answer.reason) == "error: std::runtime_error: no luck");
  BOOST_TEST(known() == "a");
}

// terminate_and_restart_child

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_starts_another_actor_and_counts_nothing,
                        supervision) {
  given({.intensity = 0, .children = all_watched({"a", "b"})});
  const pid before = whereis("a");
  const child_reply answer = supervisor::terminate_and_restart_child(top, "a");
  BOOST_TEST(word(answer) == "ok");
  BOOST_TEST(answer.actor == whereis("a"));
  BOOST_TEST(answer.actor != before);
  BOOST_TEST(events() == "stop a, start a");
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_starts_one_that_does_not_run, supervision) {
  given({.children = all_watched({"a"})});
  supervisor::terminate_child(top, "a");
  BOOST_TEST(word(supervisor::terminate_and_restart_child(top, "a")) == "ok");
  BOOST_TEST(events() == "stop a, start a");
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_leaves_a_temporary_one_alone, supervision) {
  given({.children = {watched("a", restart_type::temporary)}});
  const child_reply answer = supervisor::terminate_and_restart_child(top, "a");
  BOOST_TEST(word(answer) == "invalid_spec");
  BOOST_TEST(to_string(answer.reason) == "\"temporary\"");
  BOOST_TEST(events() == "");
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_of_an_unknown_id, supervision) {
  given({.children = all_watched({"a"})});
  BOOST_TEST(word(supervisor::terminate_and_restart_child(top, "x")) == "not_found");
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_of_one_that_fails_tells_why_and_keeps_the_spec,
                        supervision) {
  const auto fails = std::make_shared<plan>();
  given({.children = {watched("a", restart_type::permanent, fails)}});
  fails->failures = 1;
  const child_reply answer = supervisor::terminate_and_restart_child(top, "a");
  BOOST_TEST(word(answer) == "start_failed");
  BOOST_TEST(known() == "a");
}

// delete_child

BOOST_FIXTURE_TEST_CASE(delete_child_drops_the_spec_of_one_that_does_not_run, supervision) {
  given({.children = all_watched({"a", "b"})});
  supervisor::terminate_child(top, "a");
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "ok");
  BOOST_TEST(known() == "b");
}

BOOST_FIXTURE_TEST_CASE(an_id_is_free_again_after_delete_child, supervision) {
  given({.children = {watched("a")}});
  supervisor::terminate_child(top, "a");
  supervisor::delete_child(top, "a");
  BOOST_TEST(word(supervisor::start_child(top, watched("a"))) == "ok");
}

BOOST_FIXTURE_TEST_CASE(S9_delete_child_of_one_that_runs, supervision) {
  given({.children = {watched("a")}});
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "running");
}

BOOST_FIXTURE_TEST_CASE(S9_delete_child_of_an_unknown_id, supervision) {
  given({});
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
