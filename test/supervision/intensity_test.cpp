// "Intensity" in lib/conformance.md: how many restarts are too many.
#include <boost/test/data/test_case.hpp>

#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

/// Crashes the child `times` times, with this much time between two crashes.
void crash_often(supervision& test, const std::string& name, std::size_t times,
                 duration apart = duration::zero()) {
  for (std::size_t i = 0; i < times; ++i) {
    if (i > 0) test.advance(apart);
    test.crash_child(name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(intensity)

BOOST_DATA_TEST_CASE_F(supervision, I1_a_supervisor_survives_as_many_restarts_as_its_intensity,
                       boost::unit_test::data::make({0, 1, 3, 10}), most) {
  given({.intensity = static_cast<std::size_t>(most), .children = {watched("a")}});
  crash_often(*this, "a", most);
  BOOST_TEST(end_of_top() == "runs");
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I1_a_supervisor_that_gives_up_stops_its_children_in_reverse_order,
                        supervision) {
  given({.intensity = 0, .children = all_watched({"a", "b", "c"})});
  crash_child("b");
  BOOST_TEST(events() == "stop b, stop c, stop a");
}

BOOST_FIXTURE_TEST_CASE(without_an_intensity_it_is_three_in_five_seconds, supervision) {
  given({.children = {watched("a")}});
  crash_often(*this, "a", 3);
  advance(5001ms);
  crash_often(*this, "a", 3);
  BOOST_TEST(end_of_top() == "runs");
  crash_child("a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I2_all_children_share_one_budget, supervision) {
  given({.intensity = 2, .children = all_watched({"a", "b", "c"})});
  crash_child("a");
  crash_child("b");
  BOOST_TEST(end_of_top() == "runs");
  crash_child("c");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I2_each_supervisor_has_its_own_budget, supervision) {
  const auto inner = [](const std::string& id) {
    return child_spec{
        .id = id,
        .start = child_start(supervisor_spec{.intensity = 1, .children = {watched(id)}}),
        .type = child_type::supervisor};
  };
  given({.intensity = 0, .children = {inner("a"), inner("b")}});
  crash_child("a");
  crash_child("b");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(I3_the_period_is_counted_in_milliseconds_its_ends_included, supervision) {
  given({.intensity = 1, .period = 1s, .children = {watched("a")}});
  crash_often(*this, "a", 2, 1s);
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I3_restarts_a_millisecond_further_apart_do_not_count_together,
                        supervision) {
  given({.intensity = 1, .period = 1s, .children = {watched("a")}});
  crash_often(*this, "a", 20, 1001ms);
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(the_period_slides, supervision) {
  given({.intensity = 2, .period = 1s, .children = {watched("a")}});
  crash_child("a");  // at 0
  advance(900ms);
  crash_child("a");  // at 900
  advance(200ms);
  crash_child("a");  // at 1100: only the one at 900 counts with it
  BOOST_TEST(end_of_top() == "runs");
  advance(800ms);
  crash_child("a");  // at 1900, with those at 900 and 1100
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(I5_siblings_that_stop_slower_than_the_period_keep_it_from_giving_up,
                        supervision) {
  child_spec slow = made_by("slow", child_start(refuse_to_stop));
  slow.shutdown = 2s;
  given({.strategy = strategy::one_for_all,
         .intensity = 1,
         .period = 1s,
         .children = {watched("a"), slow}});
  for (int i = 0; i < 20; ++i) {
    crash_child("a");
    advance(2s);
  }
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(ends_that_cost_no_restart_do_not_count, supervision) {
  given(
      {.intensity = 0,
       .children = {watched("t", restart_type::temporary), watched("n", restart_type::transient)}});
  crash_child("t");
  end_child("n", exit_reason::normal);
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(restarts_on_request_do_not_count, supervision) {
  given({.intensity = 0, .children = {watched("a")}});
  for (int i = 0; i < 3; ++i) {
    supervisor::terminate_child(top, "a");
    supervisor::restart_child(top, "a");
  }
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(I6_the_child_that_was_once_too_often_is_reported, supervision) {
  given({.intensity = 0, .children = all_watched({"a", "b"})});
  crash_child("b");
  BOOST_TEST(complaints() == "actor/crash -, supervisor/child_terminated b, supervisor/shutdown b");
  BOOST_TEST(reports("supervisor/shutdown").at(0).field("reason") ==
             "\"reached_max_restart_intensity\"");
}

BOOST_AUTO_TEST_SUITE_END()
