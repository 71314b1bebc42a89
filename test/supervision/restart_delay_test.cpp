// Restarts that are put off.
#include "supervision/restart_delay.hpp"

#include <limits>

#include "fauxtp/dynamic_supervisor.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

/// 100 ms, 200 ms, 400 ms, … at most 1 s, without jitter.
const restart_delay doubling{.min = 100ms, .max = 1s, .jitter = 0};

child_spec delayed(const std::string& name, plan_ptr plan = {}) {
  child_spec spec = watched(name, restart_type::permanent, std::move(plan));
  spec.restart_delay = doubling;
  return spec;
}

struct with_delays : supervision {
  void given_all(std::vector<child_spec> children, strategy how = strategy::one_for_one) {
    given({.strategy = how, .intensity = 100, .children = std::move(children)});
  }
  /// Crashes the child, and returns how long it takes until it has started again, in steps of 10
  /// ms.
  int wait_of(const std::string& name) {
    crash_child(name);
    events();
    for (int ms = 0; ms < 10'000; ms += 10) {
      if (whereis(name)) return ms;
      advance(10ms);
    }
    return -1;
  }
  std::string restarting() {
    std::string all;
    for (const child_info& each : supervisor::which_children(top)) {
      if (each.restarting) all = each.id + (all.empty() ? "" : " ") + all;
    }
    return all;
  }
  void teardown() { supervision::teardown(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(delays)

BOOST_FIXTURE_TEST_CASE(a_child_starts_again_after_its_delay_and_not_before, with_delays) {
  given_all({delayed("a"), watched("b")});
  crash_child("a");
  advance(99ms);
  BOOST_TEST(events() == "stop a");
  advance(1ms);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(each_restart_in_a_row_waits_longer_up_to_the_most, with_delays) {
  given_all({delayed("a")});
  for (const int wait : {100, 200, 400, 800, 1000, 1000}) BOOST_TEST(wait_of("a") == wait);
}

BOOST_FIXTURE_TEST_CASE(where_only_first_ends_count_an_outage_ends_no_supervisor, with_delays) {
  given({.intensity = 1,
         .period = 1h,
         .intensity_counts = intensity_counts::first,
         .children = {delayed("a"), watched("b")}});
  for (int i = 0; i < 20; ++i) BOOST_REQUIRE(wait_of("a") > 0);
  BOOST_TEST(supervisor::get_status(top).restarts == 1U);
  advance(2s);  // it has run for longer than its longest delay
  crash_child("a");
  events();
  BOOST_TEST(!is_alive(top), "the second outage is one too many");
}

BOOST_FIXTURE_TEST_CASE(where_only_first_ends_count_a_child_without_a_delay_counts_each_time,
                        with_delays) {
  given({.intensity = 1, .intensity_counts = intensity_counts::first, .children = {watched("b")}});
  crash_child("b");
  events();
  BOOST_TEST(is_alive(top));
  crash_child("b");
  events();
  BOOST_TEST(!is_alive(top));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_has_run_longer_than_the_most_begins_anew, with_delays) {
  given_all({delayed("a")});
  wait_of("a");
  wait_of("a");
  advance(1s);
  BOOST_TEST(wait_of("a") == 400);
  advance(1001ms);
  BOOST_TEST(wait_of("a") == 100);
}

BOOST_FIXTURE_TEST_CASE(a_start_that_fails_is_an_end_more, with_delays) {
  const auto plan = std::make_shared<supervision_test::plan>();
  given_all({delayed("a", plan)});
  advance(1h);
  plan->failures = 2;
  crash_child("a");
  advance(100ms);
  BOOST_TEST(events() == "stop a, fail a");
  advance(199ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "fail a");
  advance(399ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(while_it_waits_a_child_counts_as_restarting, with_delays) {
  given_all({delayed("a")});
  crash_child("a");
  BOOST_TEST(restarting() == "a");
  const child_info seen = supervisor::find_child(top, "a").value();
  BOOST_TEST((seen.restart_in.value() == 100ms));
  BOOST_TEST(to_string(seen.last_end.value()).substr(0, 5) == "error");
  BOOST_TEST((supervisor::restart_child(top, "a").error == supervisor_error::restarting));
  BOOST_TEST((supervisor::delete_child(top, "a").error == supervisor_error::restarting));
  BOOST_TEST(
      (supervisor::start_child(top, watched("a")).error == supervisor_error::already_present));
  advance(100ms);
  BOOST_TEST(restarting() == "");
  BOOST_TEST(!supervisor::find_child(top, "a").value().restart_in);
  BOOST_TEST(events() == "stop a, start a");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_terminated_while_it_waits_does_not_start, with_delays) {
  given_all({delayed("a")});
  crash_child("a");
  BOOST_TEST(supervisor::terminate_child(top, "a").ok());
  BOOST_TEST(restarting() == "");
  advance(1h);
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_started_on_request_begins_anew, with_delays) {
  given_all({delayed("a")});
  wait_of("a");
  crash_child("a");
  supervisor::terminate_child(top, "a");
  BOOST_TEST(supervisor::restart_child(top, "a").ok());
  BOOST_TEST(wait_of("a") == 100);
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_ends_the_wait_of_the_child_and_its_siblings,
                        with_delays) {
  given_all({watched("a"), delayed("b"), watched("c")}, strategy::one_for_all);
  crash_child("b");
  BOOST_TEST(restarting() == "a b c");
  events();
  const child_reply answer = supervisor::terminate_and_restart_child(top, "b");
  BOOST_TEST(answer.ok());
  BOOST_TEST(answer.actor == whereis("b"));
  BOOST_TEST(events() == "start a, start b, start c");
  advance(1h);
  BOOST_TEST(events() == "");
  BOOST_TEST(restarting() == "");
}

BOOST_FIXTURE_TEST_CASE(terminate_and_restart_child_that_fails_leaves_the_child_to_its_delays,
                        with_delays) {
  const auto plan = std::make_shared<supervision_test::plan>();
  given_all({delayed("a", plan)});
  crash_child("a");
  plan->failures = 1;
  const child_reply answer = supervisor::terminate_and_restart_child(top, "a");
  BOOST_TEST((answer.error == supervisor_error::start_failed));
  BOOST_TEST(to_string(answer.reason) == "error: std::runtime_error: no luck");
  BOOST_TEST(events() == "stop a, fail a");
  advance(100ms);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(an_old_delay_does_not_start_a_child_that_waits_anew, with_delays) {
  given_all({delayed("a")});
  wait_of("a");
  crash_child("a");  // its restart waits for 200 ms from now
  supervisor::terminate_child(top, "a");
  advance(150ms);
  supervisor::restart_child(top, "a");
  crash_child("a");  // its restart waits for 100 ms, until 250 ms
  events();
  advance(99ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_stops_does_not_wait_for_it, with_delays) {
  given_all({watched("b"), delayed("a")});
  crash_child("a");
  stop_top();
  BOOST_TEST(events() == "stop a, stop b");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(a_restart_counts_when_the_child_ends, with_delays) {
  given({.intensity = 1, .period = 1h, .children = {delayed("a")}});
  BOOST_TEST(wait_of("a") == 100);
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(a_delay_longer_than_the_period_is_never_once_too_often, with_delays) {
  child_spec a = delayed("a");
  a.restart_delay = restart_delay{.min = 2s, .max = 2s, .jitter = 0};
  given({.intensity = 1, .period = 1s, .children = {std::move(a)}});
  for (int i = 0; i < 5; ++i) BOOST_TEST(wait_of("a") > 0);
}

BOOST_FIXTURE_TEST_CASE(its_wait_is_reported, with_delays) {
  given_all({delayed("a")});
  crash_child("a");
  BOOST_TEST(last_report("supervisor/restart_delay").text == "\"a\" is started again in 100 ms");
}

BOOST_FIXTURE_TEST_CASE(under_one_for_all_the_others_stop_at_once_and_all_start_after_it,
                        with_delays) {
  given_all({watched("a"), delayed("b"), watched("c")}, strategy::one_for_all);
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop c, stop a");
  BOOST_TEST(restarting() == "a b c");
  advance(99ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "start a, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(under_rest_for_one_those_before_it_go_on, with_delays) {
  given_all({watched("a"), delayed("b"), watched("c")}, strategy::rest_for_one);
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop c");
  BOOST_TEST(running() == "a");
  advance(100ms);
  BOOST_TEST(events() == "start b, start c");
}

BOOST_FIXTURE_TEST_CASE(one_before_it_that_ends_takes_it_along, with_delays) {
  given_all({watched("a"), delayed("b"), watched("c")}, strategy::rest_for_one);
  crash_child("b");
  crash_child("a");  // "a" has no delay
  BOOST_TEST(events() == "stop b, stop c, stop a, start a, start b, start c");
  advance(1h);
  BOOST_TEST(events() == "");
}

BOOST_FIXTURE_TEST_CASE(one_before_it_that_has_to_wait_makes_it_wait, with_delays) {
  child_spec slow = watched("a");
  slow.restart_delay = restart_delay{.min = 500ms, .jitter = 0};
  given_all({std::move(slow), delayed("b"), watched("c")}, strategy::rest_for_one);
  crash_child("b");
  crash_child("a");
  BOOST_TEST(events() == "stop b, stop c, stop a");
  advance(499ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "start a, start b, start c");
}

BOOST_AUTO_TEST_CASE(the_seed_of_a_node_decides_how_much_delays_differ) {
  const auto waits_with = [](std::uint64_t seed) {
    const fauxtp::node here({.workers = 1,
                             .log = [](const report&) {},
                             .seed = seed,
                             .manual_clock = true,
                             .caller_works = true});
    std::vector<child_spec> children = all_watched({"a", "b", "c"});
    for (child_spec& each : children) {
      each.restart_delay = restart_delay{.min = 1h, .max = 1h, .jitter = 0.5};
    }
    const pid top = supervisor::start_link({.intensity = 9, .children = std::move(children)});
    std::vector<duration> waits;
    for (const auto* name : {"a", "b", "c"}) {
      cast(name, crash{});
      std::optional<duration> wait;
      while (!wait) wait = supervisor::find_child(top, name)->restart_in;
      waits.push_back(*wait);
    }
    BOOST_TEST((waits[0] != waits[1] && waits[1] != waits[2]));
    return waits;
  };
  const auto waits = waits_with(7);
  BOOST_TEST((waits_with(7) == waits));
  BOOST_TEST((waits_with(8) != waits));
  BOOST_TEST((waits_with(0) != waits_with(0)));
}

BOOST_FIXTURE_TEST_CASE(all_that_wait_start_though_the_strategy_has_changed, with_delays) {
  const auto of = [&](strategy how) {
    return supervisor_spec{
        .strategy = how, .intensity = 9, .children = {watched("a"), delayed("b")}};
  };
  given(of(strategy::one_for_all));
  crash_child("b");
  BOOST_TEST(!supervisor::change(top, of(strategy::one_for_one)));
  advance(100ms);
  BOOST_TEST(events() == "stop b, stop a, start a, start b");
}

BOOST_FIXTURE_TEST_CASE(those_that_wait_start_behind_one_that_fails_though_the_strategy_has_changed,
                        with_delays) {
  const auto plan = std::make_shared<supervision_test::plan>();
  const auto of = [&](strategy how) {
    return supervisor_spec{
        .strategy = how,
        .intensity = 9,
        .children = {watched("a", restart_type::permanent, plan), delayed("b"), watched("c")}};
  };
  given(of(strategy::one_for_all));
  plan->failures = 1;
  crash_child("b");
  BOOST_TEST(!supervisor::change(top, of(strategy::one_for_one)));
  advance(100ms);
  settle();
  BOOST_TEST(running() == "a b c");
  plan->failures = 0;
}

BOOST_FIXTURE_TEST_CASE(one_that_is_terminated_meanwhile_is_left_out, with_delays) {
  given_all({watched("a"), delayed("b"), watched("c")}, strategy::one_for_all);
  crash_child("b");
  supervisor::terminate_child(top, "b");
  advance(100ms);
  BOOST_TEST(events() == "stop b, stop c, stop a, start a, start c");
}

BOOST_FIXTURE_TEST_CASE(one_that_is_added_meanwhile_is_not_started_twice, with_delays) {
  given_all({watched("a"), delayed("b")}, strategy::one_for_all);
  crash_child("b");
  BOOST_TEST(supervisor::start_child(top, watched("c")).ok());
  advance(100ms);
  BOOST_TEST(events() == "stop b, stop a, start c, start a, start b");
}

BOOST_FIXTURE_TEST_CASE(a_sibling_that_fails_to_start_after_the_delay_is_tried_again, with_delays) {
  const auto plan = std::make_shared<supervision_test::plan>();
  given_all({delayed("a"), watched("b", restart_type::permanent, plan), watched("c")},
            strategy::rest_for_one);
  plan->failures = 1;
  crash_child("a");
  advance(100ms);
  BOOST_TEST(events() == "stop a, stop c, stop b, start a, fail b, start b, start c");
  BOOST_TEST(running() == "a b c");
}

BOOST_FIXTURE_TEST_CASE(a_temporary_sibling_is_forgotten_at_once, with_delays) {
  given_all({watched("a", restart_type::temporary), delayed("b")}, strategy::one_for_all);
  crash_child("b");
  BOOST_TEST(known() == "b");
  advance(100ms);
  BOOST_TEST(events() == "stop b, stop a, start b");
}

BOOST_FIXTURE_TEST_CASE(children_of_a_dynamic_supervisor_wait_as_well, with_delays) {
  const auto made = [test = self()](const term& extra) {
    return child_start<witness>(test, extra.elements()[0].as<std::string>(), plan_ptr());
  };
  top = dynamic_supervisor::start_link(
      {.child = {.start = made, .restart = restart_type::permanent, .restart_delay = doubling},
       .intensity = 100,
       .max_children = 2});
  const pid a = dynamic_supervisor::start_child(top, "a").actor;
  const pid b = dynamic_supervisor::start_child(top, "b").actor;
  cast(a, crash{});
  cast(b, crash{});
  settle();
  BOOST_TEST(restarting() == "1 2");
  BOOST_TEST((dynamic_supervisor::start_child(top, "c").error == supervisor_error::max_children));
  BOOST_TEST(dynamic_supervisor::terminate_child(top, b).ok());
  events();
  advance(99ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(each_of_many_that_wait_costs_no_more_than_one_of_a_few, with_delays) {
  const auto run = [this](int count) {
    top = dynamic_supervisor::start_link(
        {.child = {.start = [](const term&) { return child_start([] { fauxtp::sleep(1s); }); },
                   .restart = restart_type::permanent,
                   .restart_delay = doubling},
         .intensity = 1'000'000});
    for (int i = 0; i < count; ++i) dynamic_supervisor::start_child(top);
    advance(1100ms);
    BOOST_TEST(supervisor::count_children(top).active == static_cast<std::size_t>(count));
    stop_top();
    settle();
  };
  BOOST_TEST(costs_grow_with_the_number(run));
}

BOOST_FIXTURE_TEST_CASE(an_unsound_delay_is_a_mistake_in_the_spec, with_delays) {
  for (const restart_delay wrong : {restart_delay{},
                                    {.min = 2s, .max = 1s},
                                    {.min = 1s, .factor = 0.9},
                                    {.min = 1s, .factor = std::numeric_limits<double>::quiet_NaN()},
                                    {.min = 1s, .jitter = -0.1},
                                    {.min = 1s, .jitter = 1.1}}) {
    child_spec spec = watched("a");
    spec.restart_delay = wrong;
    const auto mistake = supervisor::check_childspecs({spec});
    BOOST_REQUIRE(mistake.has_value());
    BOOST_TEST(to_string(*mistake) == R"(("start_spec", "invalid_restart_delay"))");
  }
}

BOOST_AUTO_TEST_CASE(the_wait_is_chosen_within_its_jitter) {
  const restart_delay delay{.min = 100ms, .max = 1s, .factor = 3, .jitter = 0.5};
  BOOST_TEST((detail::wait_of(delay, 1, -1) == 50ms));
  BOOST_TEST((detail::wait_of(delay, 1, 1) == 150ms));
  BOOST_TEST((detail::wait_of(delay, 2, 0) == 300ms));
  BOOST_TEST((detail::wait_of(delay, 3, 1) == 1350ms));
  BOOST_TEST((detail::wait_of(delay, 4'000'000'000, 0) == 1s));
  BOOST_TEST((detail::wait_of(restart_delay{.min = 1s, .max = infinity}, 1000, 1) == infinity));
}

BOOST_FIXTURE_TEST_CASE(chance_stays_within_the_jitter, with_delays) {
  child_spec a = delayed("a");
  a.restart_delay = restart_delay{.min = 1s, .max = 1s, .jitter = 0.2};
  given_all({std::move(a)});
  int shortest = 10'000;
  int longest = 0;
  for (int i = 0; i < 40; ++i) {
    const int wait = wait_of("a");
    shortest = std::min(shortest, wait);
    longest = std::max(longest, wait);
  }
  BOOST_TEST(shortest >= 800);
  BOOST_TEST(longest <= 1210);
  BOOST_TEST(longest - shortest > 50);  // 40 equal waits, or nearly so, would show no jitter
}

BOOST_AUTO_TEST_SUITE_END()
