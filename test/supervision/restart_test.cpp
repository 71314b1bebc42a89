// "Restarts" in lib/conformance.md: which child is started again, and which siblings with it.
#include <boost/test/data/test_case.hpp>

#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

struct end_of_child {
  restart_type restart;
  exit_reason reason;
  bool again;
  bool reported;
};

std::ostream& operator<<(std::ostream& out, const end_of_child& each) {
  return out << to_string(each.restart) << " that ends with " << each.reason;
}

// R1, and the reports.
std::vector<end_of_child> ends_of_children() {
  const std::vector<exit_reason> orderly{exit_reason::normal, exit_reason::shutdown,
                                         exit_reason::shutdown_with("done")};
  const std::vector<exit_reason> abnormal{
      exit_reason::killed,         exit_reason::noproc,
      exit_reason::timeout,        exit_reason(tuple("normal", 1)),
      exit_reason(term("normal")), exit_reason::error("bug", "a bad one")};
  std::vector<end_of_child> all;
  for (const exit_reason& each : orderly) {
    all.push_back({restart_type::permanent, each, true, true});
    all.push_back({restart_type::transient, each, false, false});
    all.push_back({restart_type::temporary, each, false, false});
  }
  for (const exit_reason& each : abnormal) {
    all.push_back({restart_type::permanent, each, true, true});
    all.push_back({restart_type::transient, each, true, true});
    all.push_back({restart_type::temporary, each, false, true});
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(restart)

BOOST_DATA_TEST_CASE_F(supervision, R1_who_is_restarted_after_which_end,
                       boost::unit_test::data::make(ends_of_children()), end) {
  given({.children = {watched("a", end.restart)}});
  end_child("a", end.reason);
  BOOST_TEST(events() == (end.again ? "stop a, start a" : "stop a"));
}

BOOST_DATA_TEST_CASE_F(supervision, R1_what_is_kept_of_a_child_that_has_ended,
                       boost::unit_test::data::make(ends_of_children()), end) {
  given({.children = {watched("a", end.restart)}});
  end_child("a", end.reason);
  BOOST_TEST(known() == (end.restart == restart_type::temporary ? "" : "a"));
}

BOOST_DATA_TEST_CASE_F(supervision, R1_which_end_is_reported,
                       boost::unit_test::data::make(ends_of_children()), end) {
  given({.children = {watched("a", end.restart)}});
  end_child("a", end.reason);
  const std::size_t expected = end.reported ? 1 : 0;
  BOOST_TEST(reports("supervisor/child_terminated").size() == expected);
}

BOOST_FIXTURE_TEST_CASE(R1_a_child_that_was_killed_is_restarted, supervision) {
  given({.children = {watched("a", restart_type::transient)}});
  exit(whereis("a"), exit_reason::kill);
  BOOST_TEST(events() == "start a");
}

BOOST_FIXTURE_TEST_CASE(R1_a_worker_without_a_restart_type_is_transient, supervision) {
  child_spec a = watched("a");
  a.restart.reset();
  given({.children = {a}});
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a");
  end_child("a", exit_reason::normal);
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(R1_a_function_that_returns_has_ended_normally, supervision) {
  child_spec once = made_by("once", child_start([test = self()] { send(test, event{"ran"}); }));
  once.restart = restart_type::transient;
  start({.children = {once}});
  BOOST_TEST(events() == "ran");
  BOOST_TEST(running() == "");
}

BOOST_FIXTURE_TEST_CASE(R7_the_arguments_of_a_temporary_child_are_dropped_when_it_runs,
                        supervision) {
  struct holder final : gen_server<holder> {
    explicit holder(const std::shared_ptr<int>&) {}
  };
  const auto argument = std::make_shared<int>(1);
  const auto holding = [&](const std::string& id, restart_type restart) {
    child_spec spec = made_by(id, child_start<holder>(argument));
    spec.restart = restart;
    return spec;
  };
  given({.children = {holding("t", restart_type::temporary)}});
  BOOST_TEST(argument.use_count() == 1);
  supervisor::start_child(top, holding("p", restart_type::permanent));
  settle();
  BOOST_TEST(argument.use_count() == 2);
}

BOOST_FIXTURE_TEST_CASE(R8_a_restarted_child_gets_the_arguments_of_its_spec, supervision) {
  struct counting final : gen_server<counting, calls<>, casts<crash>> {
    counting(pid test, std::vector<int> numbers) {
      send(test, event{"with " + std::to_string(numbers.size())});
      numbers.clear();
    }
    void handle_cast(crash) { throw std::runtime_error("told to"); }
  };
  child_spec a = made_by("a", child_start<counting>(self(), std::vector{1, 2, 3}));
  a.name = "a";
  start({.children = {a}});
  crash_child("a");
  BOOST_TEST(events() == "with 3, with 3");
}

BOOST_FIXTURE_TEST_CASE(a_restarted_child_is_another_actor_under_the_same_name, supervision) {
  given({.children = {watched("a")}});
  const pid before = whereis("a");
  crash_child("a");
  BOOST_TEST(whereis("a"));
  BOOST_TEST(whereis("a") != before);
}

// Strategies.

BOOST_FIXTURE_TEST_CASE(one_for_one_restarts_only_the_child_that_has_ended, supervision) {
  given({.children = all_watched({"a", "b", "c"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, start b");
}

BOOST_FIXTURE_TEST_CASE(R3_one_for_all_stops_all_others_in_reverse_and_starts_all_in_order,
                        supervision) {
  given({.strategy = strategy::one_for_all, .children = all_watched({"a", "b", "c", "d"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop d, stop c, stop a, start a, start b, start c, start d");
}

BOOST_FIXTURE_TEST_CASE(R4_rest_for_one_stops_and_starts_only_later_children, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b", "c", "d"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop d, stop c, start b, start c, start d");
}

BOOST_FIXTURE_TEST_CASE(R4_under_rest_for_one_the_first_child_takes_all_with_it, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b"})});
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop b, start a, start b");
}

BOOST_FIXTURE_TEST_CASE(R4_under_rest_for_one_the_last_child_is_alone, supervision) {
  given({.strategy = strategy::rest_for_one, .children = all_watched({"a", "b"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, start b");
}

BOOST_FIXTURE_TEST_CASE(R2_the_crash_of_a_temporary_child_disturbs_nobody, supervision) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), watched("t", restart_type::temporary), watched("c")}});
  crash_child("t");
  BOOST_TEST(events() == "stop t");
}

BOOST_FIXTURE_TEST_CASE(R2_the_normal_end_of_a_transient_child_disturbs_nobody, supervision) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), watched("b", restart_type::transient), watched("c")}});
  end_child("b", exit_reason::normal);
  BOOST_TEST(events() == "stop b");
}

BOOST_FIXTURE_TEST_CASE(R2_a_child_that_is_terminated_disturbs_nobody, supervision) {
  given({.strategy = strategy::one_for_all, .children = all_watched({"a", "b", "c"})});
  supervisor::terminate_child(top, "b");
  BOOST_TEST(events() == "stop b");
}

BOOST_FIXTURE_TEST_CASE(R3_one_for_all_also_starts_children_that_had_ended_or_were_terminated,
                        supervision) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), watched("b", restart_type::transient), watched("c")}});
  end_child("b", exit_reason::normal);
  supervisor::terminate_child(top, "c");
  events();
  crash_child("a");
  BOOST_TEST(events() == "stop a, start a, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(R3_one_for_all_stops_temporary_siblings_and_drops_them, supervision) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), watched("t", restart_type::temporary), watched("c")}});
  crash_child("c");
  BOOST_TEST(events() == "stop c, stop t, stop a, start a, start c");
  BOOST_TEST(known() == "c a");
}

BOOST_FIXTURE_TEST_CASE(R4_rest_for_one_drops_later_temporary_children_only, supervision) {
  given({.strategy = strategy::rest_for_one,
         .children = {watched("s", restart_type::temporary), watched("b"),
                      watched("t", restart_type::temporary), watched("d")}});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop d, stop t, start b, start d");
  BOOST_TEST(known() == "d b s");
}

BOOST_FIXTURE_TEST_CASE(R3_a_sibling_is_stopped_as_its_spec_says, supervision) {
  child_spec last = made_by("last", child_start(refuse_to_stop));
  last.shutdown = 2s;
  given({.strategy = strategy::one_for_all, .children = {watched("a"), last}});
  crash_child("a");
  advance(1999ms);
  BOOST_TEST(events() == "stop a");
  advance(1ms);
  BOOST_TEST(events() == "start a");
}

// Ends at the same time.

BOOST_FIXTURE_TEST_CASE(R6_siblings_that_die_together_cost_one_restart_under_one_for_all,
                        supervision) {
  given({.strategy = strategy::one_for_all,
         .intensity = 1,
         .children = all_watched({"a", "b", "c"})});
  for (const child_info& each : supervisor::which_children(top)) {
    exit(each.actor, exit_reason::kill);
  }
  settle();
  BOOST_TEST(reports("supervisor/child_terminated").size() == 1u);
  BOOST_TEST(running() == "a b c");
}

BOOST_FIXTURE_TEST_CASE(R6_siblings_that_die_together_cost_a_restart_each_under_one_for_one,
                        supervision) {
  given({.intensity = 1, .children = all_watched({"a", "b"})});
  for (const child_info& each : supervisor::which_children(top)) {
    exit(each.actor, exit_reason::kill);
  }
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(R6_under_rest_for_one_only_later_siblings_are_free, supervision) {
  given({.strategy = strategy::rest_for_one,
         .intensity = 1,
         .children = all_watched({"a", "b", "c"})});
  child_spec slow = made_by("slow", [](start_options options) {
    struct sleeper final : gen_server<sleeper> {
      sleeper() {
        fauxtp::sleep(1ms);
        init_ignore();
      }
    };
    return fauxtp::start_link<sleeper>(std::move(options));
  });
  spawn_child([top = top, slow] { supervisor::start_child(top, slow); });
  settle();  // the supervisor is busy now, and takes both ends later
  for (const char* name : {"b", "c"}) {
    exit(whereis(name), exit_reason::kill);
    settle();
  }
  advance(1ms);
  BOOST_TEST(events() == "start b, start c");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_AUTO_TEST_SUITE_END()
