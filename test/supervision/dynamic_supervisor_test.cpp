// Children on request, all from one template: OTP's simple_one_for_one.
#include "fauxtp/dynamic_supervisor.hpp"

#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

/// A dynamic supervisor whose children are witnesses; the extra argument is their name.
struct dynamic : supervision {
  dynamic_supervisor_spec spec(restart_type restart = restart_type::permanent) {
    return {.child = {.start = [this](const term& extra) -> start_function {
                        return child_start<witness>(self_, extra.get<std::string>(0), next);
                      },
                      .restart = restart}};
  }
  void given_dynamic(dynamic_supervisor_spec made) {
    top = dynamic_supervisor::start_link(std::move(made), {.spawn = {.label = "top"}});
    events();
  }
  pid add(const std::string& name) {
    const child_reply added = dynamic_supervisor::start_child(top, name);
    BOOST_REQUIRE(added.ok());
    if (added.actor) actors[name] = added.actor;
    return added.actor;
  }
  void end(const std::string& name, exit_reason reason) {
    cast(actors.at(name), end_with{std::move(reason)});
    settle();
  }
  void crash_one(const std::string& name) {
    cast(actors.at(name), crash{});
    settle();
  }
  static std::string word(const child_reply& reply) {
    return reply.error ? std::string(to_string(*reply.error)) : "ok";
  }
  void teardown() { supervision::teardown(); }

  const pid self_ = self();
  plan_ptr next = std::make_shared<plan>();
  std::map<std::string, pid> actors;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dynamic_supervisors)

BOOST_FIXTURE_TEST_CASE(S35_simple_one_for_one_restarts_the_child_that_has_ended, dynamic) {
  given_dynamic(spec());
  add("a"), add("b");
  events();
  crash_one("a");
  BOOST_TEST(events() == "stop a, start a");
  BOOST_TEST(supervisor::count_children(top).active == 2u);
}

BOOST_FIXTURE_TEST_CASE(it_begins_without_children, dynamic) {
  given_dynamic(spec());
  BOOST_TEST(supervisor::which_children(top).empty());
}

BOOST_FIXTURE_TEST_CASE(S36_simple_one_for_one_shutdown_ends_a_child_with_shutdown, dynamic) {
  given_dynamic(spec());
  const ref end = monitor(add("a"));
  stop_top();
  settle();
  const down told = receive<down>();
  BOOST_TEST(told.monitor == end);
  BOOST_TEST(told.reason == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(S37_simple_one_for_one_extra_arguments_come_after_the_fixed_ones, dynamic) {
  struct greeter final : gen_server<greeter> {
    greeter(pid test, const std::string& greeting, const std::string& name, int times) {
      send(test, event{greeting + " " + name + " " + std::to_string(times)});
    }
  };
  given_dynamic({.child = {.start = dynamic_child_start<greeter, std::string, int>(
                               self(), std::string("hello"))}});
  BOOST_TEST(word(dynamic_supervisor::start_child(top, "world", 3)) == "ok");
  BOOST_TEST(events() == "hello world 3");
}

BOOST_FIXTURE_TEST_CASE(extra_arguments_of_other_types_are_refused_and_nothing_is_lost, dynamic) {
  struct numbered final : gen_server<numbered> {
    explicit numbered(int) {}
  };
  given_dynamic({.child = {.start = dynamic_child_start<numbered, int>()}});
  const child_reply refused = dynamic_supervisor::start_child(top, "three");
  BOOST_TEST(word(refused) == "start_failed");
  BOOST_TEST(to_string(refused.reason) ==
             "error: std::invalid_argument: start_child was given (\"three\"), but the children "
             "take std::tuple<int>");
  BOOST_TEST(word(dynamic_supervisor::start_child(top, 3)) == "ok");
}

BOOST_FIXTURE_TEST_CASE(R8_a_dynamic_child_keeps_its_extra_arguments_across_restarts, dynamic) {
  given_dynamic(spec());
  add("a"), add("b");
  events();
  for (const child_info& each : supervisor::which_children(top)) {
    exit(each.actor, exit_reason::kill);
    settle();
  }
  BOOST_TEST(events() == "start b, start a");
}

BOOST_FIXTURE_TEST_CASE(S38_simple_one_for_one_escalation, dynamic) {
  dynamic_supervisor_spec strict = spec();
  strict.intensity = 1;
  given_dynamic(strict);
  add("a"), add("b");
  crash_one("a");
  BOOST_TEST(end_of_top() == "runs");
  crash_one("b");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S39_simple_one_for_one_corruption, dynamic) {
  dynamic_supervisor_spec lenient = spec();
  lenient.intensity = 1000;
  given_dynamic(lenient);
  for (const char* name : {"a", "b", "c"}) add(name);
  next->failures = 5;
  crash_one("b");
  events();
  BOOST_TEST(supervisor::count_children(top).active == 3u);
  for (const auto& [name, actor] : actors) BOOST_TEST(is_alive(actor) == (name != "b"));
}

BOOST_FIXTURE_TEST_CASE(S14_sup_start_map_simple_fills_in_the_defaults, dynamic) {
  dynamic_supervisor_spec defaults = spec();
  defaults.child.restart.reset();
  given_dynamic(defaults);
  const auto child = dynamic_supervisor::get_childspec(top, add("a"));
  BOOST_REQUIRE(child.has_value());
  BOOST_TEST((child->restart == restart_type::transient));
  BOOST_TEST(to_string(*child->shutdown) == "5000ms");
}

BOOST_FIXTURE_TEST_CASE(S11_a_template_needs_a_start_function, dynamic) {
  const start_result started = dynamic_supervisor::start_link({});
  BOOST_TEST(to_string(started.reason()) == R"(("start_spec", "missing_start"))");
  settle();
}

BOOST_FIXTURE_TEST_CASE(S11_the_template_of_significant_children_needs_an_auto_shutdown, dynamic) {
  dynamic_supervisor_spec wrong = spec(restart_type::transient);
  wrong.child.significant = true;
  const start_result started = dynamic_supervisor::start_link(wrong);
  BOOST_TEST(
      to_string(started.reason()) ==
      R"(("start_spec", ("bad_combination", ("auto_shutdown", "never"), ("significant", true))))");
  settle();
}

BOOST_FIXTURE_TEST_CASE(S12_sup_start_child_returns_error_simple, dynamic) {
  given_dynamic(spec());
  next->failures = 1;
  const child_reply answer = dynamic_supervisor::start_child(top, "a");
  BOOST_TEST(word(answer) == "start_failed");
  BOOST_TEST(to_string(answer.reason) == "error: std::runtime_error: no luck");
  BOOST_TEST(supervisor::which_children(top).empty());
}

BOOST_FIXTURE_TEST_CASE(S06_sup_start_ignore_temporary_child_start_child_simple, dynamic) {
  given_dynamic(spec(restart_type::temporary));
  next->ignore = true;
  BOOST_TEST(!add("a"));
  BOOST_TEST(supervisor::which_children(top).empty());
}

BOOST_FIXTURE_TEST_CASE(S07_sup_start_ignore_permanent_child_start_child_simple, dynamic) {
  given_dynamic(spec());
  next->ignore = true;
  BOOST_TEST(!add("a"));
  BOOST_TEST(supervisor::which_children(top).empty());
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S10_a_restart_whose_init_says_ignore_forgets_a_dynamic_child, dynamic) {
  given_dynamic(spec());
  add("a"), add("b");
  next->ignore = true;
  crash_one("a");
  BOOST_TEST(known() == "2");
}

BOOST_FIXTURE_TEST_CASE(a_dynamic_child_that_ends_for_good_is_forgotten, dynamic) {
  given_dynamic(spec(restart_type::transient));
  add("a"), add("b");
  end("a", exit_reason::normal);
  BOOST_TEST(known() == "2");
}

BOOST_FIXTURE_TEST_CASE(R5_a_dynamic_child_whose_restart_fails_is_tried_again, dynamic) {
  given_dynamic(spec());
  add("a");
  events();
  next->failures = 2;
  crash_one("a");
  BOOST_TEST(events() == "stop a, fail a, fail a, start a");
}

BOOST_FIXTURE_TEST_CASE(S24_child_adm_simple, dynamic) {
  given_dynamic(spec());
  add("a");
  BOOST_TEST(word(supervisor::terminate_child(top, "a")) == "simple_one_for_one");
  BOOST_TEST(word(supervisor::restart_child(top, "a")) == "simple_one_for_one");
  BOOST_TEST(word(supervisor::delete_child(top, "a")) == "simple_one_for_one");
  BOOST_TEST(word(supervisor::start_child(top, watched("b"))) == "simple_one_for_one");
}

BOOST_FIXTURE_TEST_CASE(S9_terminate_child_of_a_dynamic_child_by_its_pid, dynamic) {
  given_dynamic(spec());
  const pid a = add("a");
  add("b");
  events();
  BOOST_TEST(word(dynamic_supervisor::terminate_child(top, a)) == "ok");
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(known() == "2");
}

BOOST_FIXTURE_TEST_CASE(S9_terminate_child_of_a_pid_that_is_no_child, dynamic) {
  given_dynamic(spec());
  BOOST_TEST(word(dynamic_supervisor::terminate_child(top, self())) == "not_found");
}

BOOST_FIXTURE_TEST_CASE(S9_terminate_child_of_a_pid_that_has_ended_is_fine, dynamic) {
  given_dynamic(spec(restart_type::temporary));
  const pid a = add("a");
  end("a", exit_reason::normal);
  BOOST_TEST(word(dynamic_supervisor::terminate_child(top, a)) == "ok");
}

BOOST_FIXTURE_TEST_CASE(a_static_supervisor_says_that_it_is_not_dynamic, dynamic) {
  given({.children = {watched("a")}});
  const child_reply answer = dynamic_supervisor::start_child(top, "b");
  BOOST_TEST(word(answer) == "invalid_spec");
  BOOST_TEST(to_string(answer.reason) == "\"not_dynamic\"");
  BOOST_TEST(word(dynamic_supervisor::terminate_child(top, whereis("a"))) == "not_found");
  BOOST_TEST(!dynamic_supervisor::get_childspec(top, whereis("a")));
}

BOOST_FIXTURE_TEST_CASE(no_more_than_max_children_are_started, dynamic) {
  dynamic_supervisor_spec few = spec(restart_type::temporary);
  few.max_children = 2;
  given_dynamic(few);
  add("a"), add("b");
  BOOST_TEST(word(dynamic_supervisor::start_child(top, "c")) == "max_children");
  end("a", exit_reason::normal);
  BOOST_TEST(word(dynamic_supervisor::start_child(top, "c")) == "ok");
}

BOOST_FIXTURE_TEST_CASE(count_children_of_a_dynamic_supervisor_has_one_spec, dynamic) {
  given_dynamic(spec());
  for (const char* name : {"a", "b", "c"}) add(name);
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 1, .active = 3, .workers = 3, .supervisors = 0}));
}

BOOST_FIXTURE_TEST_CASE(S9_count_children_of_a_dynamic_supervisor_is_as_last_heard, dynamic) {
  given_dynamic(spec());
  const ref end = monitor(add("a"));
  exit(actors.at("a"), exit_reason::kill);
  const child_counts counts = supervisor::count_children(top);
  BOOST_TEST(counts.active == 1u);
  BOOST_TEST(receive<down>().monitor == end);
}

BOOST_FIXTURE_TEST_CASE(S9_a_dynamic_child_terminated_during_its_restart_is_not_counted, dynamic) {
  dynamic_supervisor_spec lenient = spec();
  lenient.intensity = 1'000'000;
  given_dynamic(lenient);
  const pid a = add("a");
  add("b");
  next->failures = 1'000'000;
  cast(a, crash{});
  while (supervisor::count_children(top).active != 1) yield();
  BOOST_TEST(word(dynamic_supervisor::terminate_child(top, a)) == "ok");
  BOOST_TEST((supervisor::count_children(top) ==
              child_counts{.specs = 1, .active = 1, .workers = 1, .supervisors = 0}));
}

BOOST_FIXTURE_TEST_CASE(a_dynamic_supervisor_is_a_child_like_others, dynamic) {
  given({.children = {{.id = "pool",
                       .start = child_start(spec()),
                       .name = "pool",
                       .type = child_type::supervisor}}});
  BOOST_TEST(word(dynamic_supervisor::start_child("pool", "a")) == "ok");
  BOOST_TEST(supervisor::which_children(top).at(0).what == "fauxtp::dynamic_supervisor");
  events();
  stop_top();
  BOOST_TEST(events() == "stop a");
}

// Stops.

namespace {

dynamic_supervisor_spec slow_to_stop(duration takes, shutdown_time time) {
  return {.child = {.start =
                        [takes](const term&) {
                          return child_start([takes] {
                            trap_exit();
                            for (;;) {
                              receive<exit_signal>();
                              fauxtp::sleep(takes);
                              if (takes != infinity) stop(exit_reason::shutdown);
                            }
                          });
                        },
                    .restart = restart_type::permanent,
                    .shutdown = time}};
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(S3_dynamic_children_stop_at_the_same_time, dynamic) {
  given_dynamic(slow_to_stop(100ms, 1s));
  for (int i = 0; i < 5; ++i) dynamic_supervisor::start_child(top);
  stop_top();
  advance(99ms);
  BOOST_TEST(end_of_top() == "runs");
  advance(1ms);
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S18_sup_stop_timeout_dynamic, dynamic) {
  given_dynamic(slow_to_stop(infinity, 700ms));
  for (int i = 0; i < 5; ++i) dynamic_supervisor::start_child(top);
  stop_top();
  advance(699ms);
  BOOST_TEST(end_of_top() == "runs");
  advance(1ms);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S20_sup_stop_brutal_kill_dynamic, dynamic) {
  given_dynamic(slow_to_stop(infinity, shutdown_time::brutal_kill()));
  for (int i = 0; i < 5; ++i) dynamic_supervisor::start_child(top);
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(S22_sup_stop_non_shutdown_exit_dynamic, dynamic) {
  given_dynamic({.child = {.start = [](const term& extra) {
                   return child_start([odd = extra.get<int>(0)] {
                     trap_exit();
                     receive<exit_signal>();
                     stop(odd == 0 ? exit_reason(exit_reason::shutdown) : exit_reason(term(odd)));
                   });
                 }}});
  for (const int how : {0, 1, 1, 2, 0}) dynamic_supervisor::start_child(top, how);
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
  const auto errors = reports("supervisor/shutdown_error");
  BOOST_REQUIRE(errors.size() == 2u);
  BOOST_TEST(errors[0].field("reason") == "1");
  BOOST_TEST(errors[0].field("nb_children") == "2");
  BOOST_TEST(errors[1].field("reason") == "2");
  BOOST_TEST(errors[1].field("nb_children") == "1");
  BOOST_TEST(errors[1].field("id") == "4");
}

BOOST_FIXTURE_TEST_CASE(S61_simple_one_for_one_scale_many_temporary_children, dynamic) {
  const auto run = [this](int count) {
    dynamic_supervisor_spec idle{
        .child = {.start = [](const term&) { return child_start([] { fauxtp::sleep(infinity); }); },
                  .restart = restart_type::temporary}};
    given_dynamic(idle);
    for (int i = 0; i < count; ++i) dynamic_supervisor::start_child(top);
    for (const child_info& each : supervisor::which_children(top)) {
      dynamic_supervisor::terminate_child(top, each.actor);
    }
    stop_top();
    settle();
  };
  BOOST_TEST(costs_grow_with_the_number(run));
}

BOOST_FIXTURE_TEST_CASE(S59_do_not_save_start_parameters_for_temporary_children, dynamic) {
  const auto argument = std::make_shared<int>(1);
  struct holder final : gen_server<holder> {
    explicit holder(const std::shared_ptr<int>&) {}
  };
  given({.children = {{.id = "t",
                       .start = child_start<holder>(argument),
                       .restart = restart_type::temporary}}});
  BOOST_TEST(argument.use_count() == 1);
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
  given_dynamic({.child = {.start = dynamic_child_start<holder, std::shared_ptr<int>>(),
                           .restart = restart_type::temporary}});
  for (int i = 0; i < 10; ++i) dynamic_supervisor::start_child(top, argument);
  BOOST_TEST(supervisor::count_children(top).active == 10u);
  BOOST_TEST(argument.use_count() == 1);
}

// Significant children.

BOOST_FIXTURE_TEST_CASE(S72_significant_simple_any, dynamic) {
  dynamic_supervisor_spec any = spec(restart_type::transient);
  any.child.significant = true;
  any.auto_shutdown = auto_shutdown::any_significant;
  given_dynamic(any);
  add("a"), add("b");
  end("a", exit_reason::normal);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S72_significant_simple_all, dynamic) {
  dynamic_supervisor_spec all = spec(restart_type::transient);
  all.child.significant = true;
  all.auto_shutdown = auto_shutdown::all_significant;
  given_dynamic(all);
  add("a"), add("b");
  end("a", exit_reason::normal);
  BOOST_TEST(end_of_top() == "runs");
  end("b", exit_reason::normal);
  BOOST_TEST(end_of_top() == "shutdown");
}

// Between two attempts to restart a child.

BOOST_FIXTURE_TEST_CASE(S65_hanging_restart_loop_simple, dynamic) {
  dynamic_supervisor_spec lenient = spec();
  lenient.intensity = 1'000'000;
  given_dynamic(lenient);
  const pid a = add("a");
  next->failures = 1'000'000;
  const pid asker = spawn_child([top = top, a] {
    exit(a, exit_reason::kill);
    while (supervisor::count_children(top).active != 0) yield();
    // The restarts go on failing, and the supervisor answers.
    supervisor::which_children(top);
    dynamic_supervisor::terminate_child(top, a);
  });
  const ref done = monitor(asker);
  receive(on(where([&](const down& end) { return end.monitor == done; }), [](const down&) {}));
  BOOST_TEST(supervisor::which_children(top).empty());
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_AUTO_TEST_SUITE_END()
