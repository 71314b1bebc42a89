// The cases of OTP's own supervisor_SUITE, by their names there. Its cases about dynamic
// supervisors are in dynamic_supervisor_test.cpp.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

std::string word(const child_reply& reply) {
  return reply.error ? std::string(to_string(*reply.error)) : "ok";
}

plan_ptr plan_that(int fails, bool ignores = false) {
  auto made = std::make_shared<plan>();
  made->failures = fails;
  made->ignore = ignores;
  return made;
}

/// A child with this restart type ends with this reason; says whether it runs again.
struct one_child : supervision {
  std::string after(restart_type restart, exit_reason reason) {
    given({.children = {watched("a", restart)}});
    end_child("a", std::move(reason));
    return running() + "|" + known();
  }
  void teardown() { supervision::teardown(); }
};

const exit_reason abnormal = exit_reason(term("abnormal"));

}  // namespace

BOOST_AUTO_TEST_SUITE(otp_supervisor_suite)

// Starts.

BOOST_FIXTURE_TEST_CASE(S01_sup_start_normal, supervision) {
  given({.children = {watched("a")}});
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S02_sup_start_ignore_init, supervision) {
  const start_result started = supervisor::start_link([]() -> supervisor_spec { init_ignore(); });
  BOOST_TEST(started.ignored());
  BOOST_TEST(end_of_top() == "normal");
  BOOST_TEST(actors() == 1u);
}

BOOST_FIXTURE_TEST_CASE(S03_sup_start_ignore_child, supervision) {
  given({.children = {watched("a", restart_type::permanent, plan_that(0, true)), watched("b")}});
  BOOST_TEST(known() == "b a");
  BOOST_TEST(running() == "b");
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 2, .active = 1, .workers = 2, .supervisors = 0}));
}

BOOST_FIXTURE_TEST_CASE(S04_sup_start_ignore_temporary_child, supervision) {
  given({.children = {watched("a", restart_type::temporary, plan_that(0, true)), watched("b")}});
  BOOST_TEST(known() == "b");
}

BOOST_FIXTURE_TEST_CASE(S05_sup_start_ignore_temporary_child_start_child, supervision) {
  given({});
  const child_reply added =
      supervisor::start_child(top, watched("a", restart_type::temporary, plan_that(0, true)));
  BOOST_TEST(word(added) == "ok");
  BOOST_TEST(!added.actor);
  BOOST_TEST(known() == "");
}

BOOST_FIXTURE_TEST_CASE(S08_sup_start_error_return, supervision) {
  const start_result started = start({.period = 0s});
  BOOST_TEST(to_string(started.reason()) == R"(("supervisor_data", ("invalid_period", 0)))");
  BOOST_TEST(end_of_top() == to_string(started.reason()));
  BOOST_TEST(actors() == 1u);
}

BOOST_FIXTURE_TEST_CASE(S09_sup_start_fail, supervision) {
  const start_result started = supervisor::start_link(
      []() -> supervisor_spec { throw std::runtime_error("no configuration"); });
  BOOST_TEST(to_string(started.reason()) == "error: std::runtime_error: no configuration");
  BOOST_TEST(end_of_top() == to_string(started.reason()));
  BOOST_TEST(actors() == 1u);
}

BOOST_FIXTURE_TEST_CASE(S10_sup_start_child_returns_error, supervision) {
  const start_result started =
      start({.children = {watched("a"), watched("b"),
                          watched("c", restart_type::permanent, plan_that(1)), watched("d")}});
  BOOST_TEST(events() == "start a, start b, fail c, stop b, stop a");
  BOOST_TEST(to_string(started.reason()) ==
             R"(shutdown: ("failed_to_start_child", "c", error: std::runtime_error: no luck))");
}

BOOST_FIXTURE_TEST_CASE(S11_sup_start_restart_child_returns_error, supervision) {
  const auto unlucky = plan_that(0);
  given({.intensity = 3, .children = {watched("a", restart_type::permanent, unlucky)}});
  unlucky->failures = 2;
  crash_child("a");
  BOOST_TEST(events() == "stop a, fail a, fail a, start a");
  crash_child("a");  // the fourth restart
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S13_sup_start_map, supervision) {
  child_spec bare = watched("a");
  bare.restart.reset();
  given({.children = {bare}});
  const auto whole = supervisor::get_childspec(top, "a");
  BOOST_REQUIRE(whole.has_value());
  BOOST_TEST((whole->restart == restart_type::transient));
  BOOST_TEST(to_string(*whole->shutdown) == "5000ms");
  BOOST_TEST(!whole->significant);
  BOOST_TEST((whole->type == child_type::worker));
  BOOST_TEST(!supervisor::get_childspec(top, "b"));
}

BOOST_FIXTURE_TEST_CASE(S15_sup_start_map_faulty_specs, supervision) {
  const auto mistake = [](child_spec spec) {
    return to_string(supervisor::check_childspecs({std::move(spec)}).value());
  };
  BOOST_TEST(mistake({.start = watched("a").start}) == R"(("start_spec", "missing_id"))");
  BOOST_TEST(mistake({.id = "a"}) == R"(("start_spec", "missing_start"))");
}

// Stops.

BOOST_FIXTURE_TEST_CASE(S16_sup_stop_infinity, supervision) {
  child_spec worker = watched("worker");
  worker.shutdown = infinity;
  given({.children = {worker,
                      {.id = "inner",
                       .start = child_start(supervisor_spec{.children = {watched("deep")}}),
                       .shutdown = infinity,
                       .type = child_type::supervisor}}});
  stop_top();
  BOOST_TEST(events() == "stop deep, stop worker");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S17_sup_stop_timeout, supervision) {
  child_spec deaf = made_by("deaf", child_start(refuse_to_stop));
  deaf.shutdown = 1s;
  given({.children = {watched("a"), deaf}});
  const ref end = monitor(supervisor::which_children(top).at(0).actor);
  stop_top();
  advance(1s);
  BOOST_TEST(events() == "stop a");
  receive(on(where([&](const down& told) { return told.monitor == end; }),
             [](const down& told) { BOOST_TEST(told.reason == exit_reason::killed); }));
}

BOOST_FIXTURE_TEST_CASE(S19_sup_stop_brutal_kill, supervision) {
  child_spec deaf = made_by("deaf", child_start(refuse_to_stop));
  deaf.shutdown = shutdown_time::brutal_kill();
  given({.children = {deaf}});
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(complaints() == "");
}

// Administration.

BOOST_FIXTURE_TEST_CASE(S23_child_adm, supervision) {
  given({});
  BOOST_TEST(known() == "");
  const child_reply added = supervisor::start_child(top, watched("a"));
  BOOST_TEST(word(added) == "ok");
  BOOST_TEST(word(supervisor::start_child(top, watched("a"))) == "already_started");
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "running");
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "running");
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 1, .active = 1, .workers = 1, .supervisors = 0}));
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
  BOOST_TEST(!is_alive(added.actor));
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
  BOOST_TEST(word(supervisor::start_child(top, watched("a"))) == "already_present");
  BOOST_TEST(known() == "a");
  const child_reply again = supervisor::restart_child(top, "a");
  BOOST_TEST(word(again) == "ok");
  BOOST_TEST(is_alive(again.actor));
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "ok");
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "not_found");
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "not_found");
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "not_found");
  BOOST_TEST(known() == "");
}

BOOST_FIXTURE_TEST_CASE(S25_extra_return, supervision) {
  const start_function plain = watched("a").start;
  const auto talkative = [plain](start_options options) {
    return plain(std::move(options)).with_info("port 8080");
  };
  given({.children = {made_by("a", talkative)}});
  BOOST_TEST(running() == "a");
  const child_reply added = supervisor::start_child(top, made_by("b", talkative));
  BOOST_REQUIRE(added.info);
  BOOST_TEST(added.info->as<std::string>() == "port 8080");
  supervisor::terminate_child(top, "b");
  BOOST_TEST(supervisor::restart_child(top, "b").info->as<std::string>() == "port 8080");
}

BOOST_FIXTURE_TEST_CASE(S26_child_specs, supervision) {
  given({});
  const auto answer = [this](child_spec spec) {
    const child_reply reply = supervisor::start_child(top, std::move(spec));
    return word(reply) + " " + to_string(reply.reason);
  };
  child_spec significant = watched("a", restart_type::transient);
  significant.significant = true;
  BOOST_TEST(answer({.start = watched("a").start}) ==
             R"(invalid_spec ("start_spec", "missing_id"))");
  BOOST_TEST(answer({.id = "a"}) == R"(invalid_spec ("start_spec", "missing_start"))");
  BOOST_TEST(answer(significant) ==
             R"(invalid_spec ("start_spec", ("bad_combination", ("auto_shutdown", "never"), )"
             R"(("significant", true))))"
             "");
  BOOST_TEST(known() == "");
}

BOOST_AUTO_TEST_CASE(S27_child_specs_map_check_childspecs) {
  const testing::node home;
  child_spec significant = watched("a", restart_type::transient);
  significant.significant = true;
  BOOST_TEST(!supervisor::check_childspecs({watched("a"), watched("b")}));
  BOOST_TEST(!supervisor::check_childspecs({significant}, auto_shutdown::any_significant));
  BOOST_TEST(supervisor::check_childspecs({significant}).has_value());
  BOOST_TEST(to_string(supervisor::check_childspecs({watched("a"), watched("a")}).value()) ==
             R"(("start_spec", ("duplicate_child_name", "a")))");
}

BOOST_FIXTURE_TEST_CASE(S28_sup_flags, supervision) {
  BOOST_TEST(!start({.period = 0s}).ok());
  BOOST_TEST(!start({.period = -1s}).ok());
  BOOST_TEST(start({.intensity = 0, .period = 1ms}).ok());
}

BOOST_FIXTURE_TEST_CASE(S75_get_callback_module_is_what_a_child_runs, supervision) {
  given({.children = {watched("a")}});
  BOOST_TEST(supervisor::which_children(top).at(0).what == "supervision_test::witness");
}

// Restarts.

BOOST_FIXTURE_TEST_CASE(S29_multiple_restarts, supervision) {
  given({.intensity = 1, .period = 1s, .children = {watched("a")}});
  for (int i = 0; i < 10; ++i) {
    crash_child("a");
    advance(1001ms);
  }
  BOOST_TEST(running() == "a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(S30_one_for_one, supervision) {
  given({.strategy = strategy::one_for_one, .children = all_watched({"a", "b"})});
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a");
  BOOST_TEST(running() == "a b");
}

BOOST_FIXTURE_TEST_CASE(S31_one_for_one_escalation, supervision) {
  given({.strategy = strategy::one_for_one, .intensity = 4, .children = all_watched({"a", "b"})});
  for (int i = 0; i < 4; ++i) crash_child("a");
  BOOST_TEST(end_of_top() == "runs");
  events();
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop b");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S32_one_for_all, supervision) {
  given({.strategy = strategy::one_for_all, .children = all_watched({"a", "b"})});
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop b, start a, start b");
}

BOOST_FIXTURE_TEST_CASE(S33_one_for_all_escalation, supervision) {
  given({.strategy = strategy::one_for_all, .intensity = 4, .children = all_watched({"a", "b"})});
  for (int i = 0; i < 4; ++i) crash_child("a");
  BOOST_TEST(end_of_top() == "runs");
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S34_one_for_all_other_child_fails_restart, supervision) {
  const auto unlucky = plan_that(0);
  given({.strategy = strategy::one_for_all,
         .intensity = 3,
         .children = {watched("a"), watched("b", restart_type::permanent, unlucky)}});
  unlucky->failures = 2;
  crash_child("a");
  BOOST_TEST(events() ==
             "stop a, stop b, start a, fail b, stop a, start a, fail b, stop a, start a, start b");
}

BOOST_FIXTURE_TEST_CASE(S40_rest_for_one, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b", "c"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop c, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(S41_rest_for_one_escalation, supervision) {
  given({.strategy = strategy::rest_for_one, .intensity = 4, .children = all_watched({"a", "b"})});
  for (int i = 0; i < 4; ++i) crash_child("a");
  BOOST_TEST(end_of_top() == "runs");
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S42_rest_for_one_other_child_fails_restart, supervision) {
  const auto unlucky = plan_that(0);
  given({.strategy = strategy::rest_for_one,
         .children = {watched("a"), watched("b"), watched("c", restart_type::permanent, unlucky),
                      watched("d")}});
  unlucky->failures = 1;
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop d, stop c, start b, fail c, start c, start d");
}

BOOST_FIXTURE_TEST_CASE(S43_permanent_normal, one_child) {
  BOOST_TEST(after(restart_type::permanent, exit_reason::normal) == "a|a");
}
BOOST_FIXTURE_TEST_CASE(S44_permanent_shutdown, one_child) {
  BOOST_TEST(after(restart_type::permanent, exit_reason::shutdown) == "a|a");
  end_child("a", exit_reason::shutdown_with("done"));
  BOOST_TEST(running() == "a");
}
BOOST_FIXTURE_TEST_CASE(S45_permanent_abnormal, one_child) {
  BOOST_TEST(after(restart_type::permanent, abnormal) == "a|a");
}
BOOST_FIXTURE_TEST_CASE(S46_transient_normal, one_child) {
  BOOST_TEST(after(restart_type::transient, exit_reason::normal) == "|a");
}
BOOST_FIXTURE_TEST_CASE(S47_transient_shutdown, one_child) {
  BOOST_TEST(after(restart_type::transient, exit_reason::shutdown) == "|a");
  supervisor::restart_child(top, "a");
  end_child("a", exit_reason::shutdown_with("done"));
  BOOST_TEST(running() == "");
}
BOOST_FIXTURE_TEST_CASE(S48_transient_abnormal, one_child) {
  BOOST_TEST(after(restart_type::transient, abnormal) == "a|a");
}
BOOST_FIXTURE_TEST_CASE(S49_temporary_normal, one_child) {
  BOOST_TEST(after(restart_type::temporary, exit_reason::normal) == "|");
}
BOOST_FIXTURE_TEST_CASE(S50_temporary_shutdown, one_child) {
  BOOST_TEST(after(restart_type::temporary, exit_reason::shutdown) == "|");
}
BOOST_FIXTURE_TEST_CASE(S51_temporary_abnormal, one_child) {
  BOOST_TEST(after(restart_type::temporary, abnormal) == "|");
}

BOOST_FIXTURE_TEST_CASE(S53_temporary_bystander, supervision) {
  for (const auto how : {strategy::one_for_all, strategy::rest_for_one}) {
    given({.strategy = how,
           .children = {watched("a"), watched("bystander", restart_type::temporary)}});
    crash_child("a");
    BOOST_TEST(events() == "stop a, stop bystander, start a");
    BOOST_TEST(known() == "a");
    stop_top();
    BOOST_TEST(end_of_top() == "shutdown");
    events();
  }
}

BOOST_FIXTURE_TEST_CASE(S54_child_unlink, supervision) {
  given({.children = {watched("a")}});
  cast("a", unlink_from{top});
  settle();
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "ok");
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(S55_tree, supervision) {
  const auto inner = [](const std::string& id, strategy how, std::vector<std::string> names) {
    return child_spec{.id = id,
                      .start = child_start(supervisor_spec{
                          .strategy = how, .intensity = 1, .children = all_watched(names)}),
                      .type = child_type::supervisor};
  };
  given({.strategy = strategy::one_for_all,
         .intensity = 4,
         .children = {watched("a"), inner("left", strategy::one_for_one, {"b", "c"}),
                      inner("right", strategy::rest_for_one, {"d", "e"})}});
  crash_child("d");
  BOOST_TEST(events() == "stop d, stop e, start d, start e");
  crash_child("c");
  BOOST_TEST(events() == "stop c, start c");
  crash_child("c");  // the second crash: its supervisor gives up, and that ends the others
  BOOST_TEST(events() ==
             "stop c, stop b, stop e, stop d, stop a, start a, start b, start c, start d, start e");
}

// Counts.

BOOST_FIXTURE_TEST_CASE(S56_count_children, supervision) {
  given({});
  for (const char* name : {"a", "b", "c"}) supervisor::start_child(top, watched(name));
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 3, .active = 3, .workers = 3, .supervisors = 0}));
  supervisor::terminate_child(top, "b");
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 3, .active = 2, .workers = 3, .supervisors = 0}));
}

BOOST_FIXTURE_TEST_CASE(S57_count_children_supervisor, supervision) {
  const auto inner = [](const std::string& id) {
    return child_spec{
        .id = id, .start = child_start(supervisor_spec{}), .type = child_type::supervisor};
  };
  given({.children = {inner("left"), inner("right")}});
  supervisor::terminate_child(top, "left");
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 2, .active = 1, .workers = 0, .supervisors = 2}));
}

BOOST_FIXTURE_TEST_CASE(S58_count_restarting_children, supervision) {
  const auto unlucky = plan_that(0);
  given({.intensity = 1'000'000,
         .children = {watched("a", restart_type::permanent, unlucky), watched("b")}});
  unlucky->failures = 1'000'000;
  crash_now("a");
  while (!supervisor::which_children(top).at(1).restarting) yield();
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 2, .active = 1, .workers = 2, .supervisors = 0}));
  supervisor::terminate_child(top, "a");
}

BOOST_FIXTURE_TEST_CASE(S60_do_not_save_child_specs_for_temporary_children, supervision) {
  given({});
  for (int i = 0; i < 1000; ++i) {
    supervisor::start_child(top, watched("a", restart_type::temporary));
    supervisor::terminate_child(top, "a");
    supervisor::start_child(top, watched("b", restart_type::temporary));
    end_child("b", abnormal);
  }
  BOOST_TEST(known() == "");
}

// A child that never starts again.

BOOST_FIXTURE_TEST_CASE(S63_hanging_restart_loop, supervision) {
  const auto unlucky = plan_that(0);
  given({.strategy = strategy::one_for_all,
         .intensity = 1'000'000,
         .children = {watched("a"), watched("b", restart_type::permanent, unlucky)}});
  unlucky->failures = 1'000'000;
  crash_now("b");
  while (!supervisor::which_children(top).at(0).restarting) yield();
  BOOST_TEST(word(supervisor::restart_child(top, "b")) == "restarting");
  BOOST_TEST(word(supervisor::delete_child(top, "b")) == "restarting");
  BOOST_TEST(word(supervisor::start_child(top, watched("b"))) == "already_present");
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S64_hanging_restart_loop_rest_for_one, supervision) {
  const auto unlucky = plan_that(0);
  given({.strategy = strategy::rest_for_one,
         .intensity = 1'000'000,
         .children = {watched("a"), watched("b", restart_type::permanent, unlucky), watched("c")}});
  unlucky->failures = 1'000'000;
  crash_now("b");
  while (!supervisor::which_children(top).at(1).restarting) yield();
  BOOST_TEST(running() == "a");
  BOOST_TEST(word(supervisor::terminate_child(top, "b")) == "ok");
  BOOST_TEST(running() == "a");
}

// Order and scale.

BOOST_FIXTURE_TEST_CASE(S66_order_of_children, supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  BOOST_TEST(known() == "c b a");
  supervisor::start_child(top, watched("d"));
  BOOST_TEST(known() == "d c b a");
  events();
  stop_top();
  BOOST_TEST(events() == "stop d, stop c, stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(S67_scale_start_stop_many_children, supervision) {
  const auto run = [this](int count) {
    given({});
    for (int i = 0; i < count; ++i) {
      supervisor::start_child(
          top, made_by(std::to_string(i), child_start([] { fauxtp::sleep(infinity); })));
    }
    for (int i = 0; i < count; ++i) supervisor::terminate_child(top, std::to_string(i));
    for (int i = 0; i < count; ++i) supervisor::delete_child(top, std::to_string(i));
    stop_top();
    settle();
  };
  BOOST_TEST(costs_grow_with_the_number(run));
}

// auto_shutdown

namespace {

struct with_a_significant_child : supervision {
  void given_one(auto_shutdown when, restart_type restart, bool significant = true) {
    child_spec marked = watched("a", restart);
    marked.significant = significant;
    child_spec other = watched("b", restart_type::transient);
    other.significant = significant;
    given({.auto_shutdown = when, .children = {marked, other, watched("c")}});
  }
  std::string after_end_of(const char* name, exit_reason reason) {
    end_child(name, std::move(reason));
    return end_of_top();
  }
  void teardown() { supervision::teardown(); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(S68_nonsignificant_temporary, with_a_significant_child) {
  given_one(auto_shutdown::any_significant, restart_type::temporary, false);
  BOOST_TEST(after_end_of("a", exit_reason::normal) == "runs");
}
BOOST_FIXTURE_TEST_CASE(S69_nonsignificant_transient, with_a_significant_child) {
  given_one(auto_shutdown::any_significant, restart_type::transient, false);
  BOOST_TEST(after_end_of("a", exit_reason::normal) == "runs");
}
BOOST_FIXTURE_TEST_CASE(S70_significant_temporary, with_a_significant_child) {
  given_one(auto_shutdown::all_significant, restart_type::temporary);
  BOOST_TEST(after_end_of("a", abnormal) == "runs");
  BOOST_TEST(after_end_of("b", exit_reason::normal) == "shutdown");
}
BOOST_FIXTURE_TEST_CASE(S71_significant_transient, with_a_significant_child) {
  given_one(auto_shutdown::any_significant, restart_type::transient);
  BOOST_TEST(after_end_of("a", abnormal) == "runs");
  BOOST_TEST(after_end_of("a", exit_reason::normal) == "shutdown");
}
BOOST_FIXTURE_TEST_CASE(S73_significant_bystander, supervision) {
  child_spec bystander = watched("bystander", restart_type::temporary);
  bystander.significant = true;
  given({.strategy = strategy::one_for_all,
         .auto_shutdown = auto_shutdown::any_significant,
         .children = {watched("a"), bystander}});
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop bystander, start a");
  BOOST_TEST(end_of_top() == "runs");
}
BOOST_FIXTURE_TEST_CASE(S74_significant_escalation, supervision) {
  child_spec marked = watched("marked", restart_type::transient);
  marked.significant = true;
  given({.auto_shutdown = auto_shutdown::any_significant,
         .children = {watched("a"),
                      {.id = "inner",
                       .start = child_start(supervisor_spec{
                           .auto_shutdown = auto_shutdown::any_significant, .children = {marked}}),
                       .restart = restart_type::transient,
                       .significant = true,
                       .type = child_type::supervisor}}});
  end_child("marked", exit_reason::normal);
  BOOST_TEST(events() == "stop marked, stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S76_the_period_window_slides, supervision) {
  given({.intensity = 2, .period = 10s, .children = {watched("a")}});
  crash_child("a");
  advance(9s);
  crash_child("a");
  advance(2s);  // the first crash is too old to count
  crash_child("a");
  BOOST_TEST(end_of_top() == "runs");
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_AUTO_TEST_SUITE_END()
