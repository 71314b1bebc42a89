// R5: restarts whose start fails are tried again.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

/// A supervisor of three children; child b can be made to fail its next starts.
struct with_a_failing_child : supervision {
  void given_three(supervisor_spec spec) {
    spec.children = {watched("a"), watched("b", restart_type::permanent, b), watched("c")};
    given(std::move(spec));
  }
  void teardown() { supervision::teardown(); }

  plan_ptr b = std::make_shared<plan>();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(retry)

BOOST_FIXTURE_TEST_CASE(R5_a_restart_that_fails_is_tried_again, with_a_failing_child) {
  given_three({});
  b->failures = 2;
  crash_child("b");
  BOOST_TEST(events() == "stop b, fail b, fail b, start b");
}

BOOST_FIXTURE_TEST_CASE(R5_every_attempt_counts_against_the_intensity, with_a_failing_child) {
  given_three({.intensity = 2});
  b->failures = 10;
  crash_child("b");
  BOOST_TEST(events() == "stop b, fail b, fail b, stop c, stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(R5_every_attempt_that_fails_is_reported, with_a_failing_child) {
  given_three({});
  b->failures = 2;
  crash_child("b");
  BOOST_TEST(reports("supervisor/start_error").size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(R5_under_one_for_all_a_failing_sibling_has_all_tried_again,
                        with_a_failing_child) {
  given_three({.strategy = strategy::one_for_all});
  b->failures = 1;
  crash_child("c");
  BOOST_TEST(events() ==
             "stop c, stop b, stop a, start a, fail b, stop a, start a, start b, start c");
}

BOOST_FIXTURE_TEST_CASE(R5_under_rest_for_one_a_failing_sibling_is_tried_again_with_later_ones,
                        with_a_failing_child) {
  given_three({.strategy = strategy::rest_for_one});
  b->failures = 1;
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop c, stop b, start a, fail b, start b, start c");
}

// Between two attempts, requests get their turn. The failing start itself causes the request, so
// that the request lies in the supervisor's mailbox before the attempt fails.
namespace {

struct asked_meanwhile : supervision {
  /// Child b fails for ever, and each failing start first lets another actor ask this.
  void given_asked(std::function<void(pid top)> question) {
    const auto failing = [this, question, test = self()](start_options options) {
      if (!fails) return child_start<witness>(test, "b", plan_ptr())(std::move(options));
      struct failure final : gen_server<failure> {
        failure(pid top, std::function<void(pid)> question) {
          spawn([top, question] { question(top); });
          fauxtp::sleep(1ms);
          throw std::runtime_error("no luck");
        }
      };
      return fauxtp::start_link<failure>(std::move(options), top, question);
    };
    child_spec b = made_by("b", failing);
    b.name = "b";
    given({.intensity = 20, .children = {watched("a"), b}});
    fails = true;
    crash_child("b");
    events();
    advance(1ms);
  }
  void teardown() { supervision::teardown(); }

  std::atomic<bool> fails = false;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(R5_requests_are_answered_between_attempts, asked_meanwhile) {
  given_asked([test = self()](pid top) {
    for (const child_info& each : supervisor::which_children(top)) {
      if (each.id != "b") continue;
      send(test, event{each.restarting && !each.actor ? "restarting" : "not restarting"});
    }
  });
  BOOST_TEST(events() == "restarting");
}

BOOST_FIXTURE_TEST_CASE(R5_terminate_child_ends_the_attempts, asked_meanwhile) {
  given_asked([](pid top) { supervisor::terminate_child(top, "b"); });
  advance(1s);
  BOOST_TEST(reports("supervisor/start_error").size() == 1u);
  BOOST_TEST(!supervisor::which_children(top).at(0).restarting);
}

BOOST_FIXTURE_TEST_CASE(S9_restart_child_of_one_that_is_being_restarted, asked_meanwhile) {
  given_asked([test = self()](pid top) {
    send(test, event{std::string(to_string(*supervisor::restart_child(top, "b").error))});
  });
  BOOST_TEST(events() == "restarting");
}

BOOST_FIXTURE_TEST_CASE(S9_delete_child_of_one_that_is_being_restarted, asked_meanwhile) {
  given_asked([test = self()](pid top) {
    send(test, event{std::string(to_string(*supervisor::delete_child(top, "b").error))});
  });
  BOOST_TEST(events() == "restarting");
}

BOOST_FIXTURE_TEST_CASE(R5_the_order_to_stop_ends_the_attempts, asked_meanwhile) {
  given_asked([](pid) {});
  stop_top();
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(S63_attempts_go_on_within_the_intensity_for_ever, with_a_failing_child) {
  given_three({.intensity = 1000});
  b->failures = 999;
  crash_child("b");
  events();
  BOOST_TEST(running() == "a b c");
}

BOOST_AUTO_TEST_SUITE_END()
