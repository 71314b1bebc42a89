// Children that get time to finish what they have begun, before they are stopped.
#include "fauxtp/drain.hpp"

#include "fauxtp/dynamic_supervisor.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

struct finish {};
struct end_now {};

/// Tells the test when it is told to drain; is done when `finish` comes.
class busy : public gen_server<busy, calls<>, casts<finish, end_now>> {
 public:
  busy(pid test, std::string name) : test_(test), name_(std::move(name)) { trap_exit(); }
  bool handle_drain() {
    tell("drain ");
    return false;
  }
  void handle_cast(finish) { drained(); }
  void handle_cast(end_now) { fauxtp::stop(); }
  void terminate(const exit_reason&) override { tell("stop "); }

 private:
  void tell(const std::string& what) { send(test_, event{what + name_}); }
  pid test_;
  std::string name_;
};

child_spec draining_child(const std::string& name, duration drain = 10s) {
  return {.id = name,
          .start = child_start<busy>(self(), name),
          .name = name,
          .restart = restart_type::permanent,
          .drain = drain};
}

child_spec inner(supervisor_spec spec) {
  return {.id = "in", .start = child_start(std::move(spec)), .type = child_type::supervisor};
}

struct draining_tree : supervision {
  /// The end of an application.
  void end_on_purpose() {
    send(top, draining());
    stop_top();
  }
  void teardown() {
    supervision::teardown();
    advance(60s);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(drain)

BOOST_FIXTURE_TEST_CASE(a_child_is_stopped_when_its_time_has_passed, draining_tree) {
  given({.children = {watched("a"), draining_child("b")}});
  end_on_purpose();
  BOOST_TEST(events() == "drain b");
  advance(10s - 1ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "stop b, stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(a_child_is_stopped_as_soon_as_it_has_drained, draining_tree) {
  given({.children = {draining_child("a"), draining_child("b")}});
  end_on_purpose();
  BOOST_TEST(events() == "drain b");
  cast("b", finish{});
  BOOST_TEST(events() == "stop b, drain a");
  cast("a", finish{});
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(a_child_may_end_by_itself_and_that_is_no_error, draining_tree) {
  given({.children = {draining_child("a")}});
  end_on_purpose();
  BOOST_TEST(events() == "drain a");
  cast("a", end_now{});
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(complaints() == "");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_crashes_while_it_drains_is_reported, draining_tree) {
  given({.children = {draining_child("a")}});
  end_on_purpose();
  exit(whereis("a"), exit_reason::kill);
  settle();
  BOOST_TEST(complaints() == "supervisor/shutdown_error a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(what_an_operator_stops_drains_too, draining_tree) {
  given({.children = {draining_child("a")}});
  spawn_child([top = top] { supervisor::terminate_child(top, "a"); });
  BOOST_TEST(events() == "drain a");
  cast("a", finish{});
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "runs");
}

BOOST_FIXTURE_TEST_CASE(the_children_of_a_supervisor_that_is_stopped_on_purpose_drain,
                        draining_tree) {
  given({.children = {inner({.children = {draining_child("b")}})}});
  spawn_child([top = top] { supervisor::terminate_child(top, "in"); });
  BOOST_TEST(events() == "drain b");
  cast("b", finish{});
  BOOST_TEST(events() == "stop b");
}

BOOST_FIXTURE_TEST_CASE(siblings_of_one_that_crashes_do_not_drain, draining_tree) {
  given({.strategy = strategy::one_for_all,
         .children = {watched("a"), draining_child("b"),
                      inner({.children = {draining_child("c")}})}});
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop c, stop b, start a");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_gives_up_lets_nobody_drain, draining_tree) {
  given({.intensity = 0, .children = {watched("a"), draining_child("b")}});
  crash_child("a");
  BOOST_TEST(events() == "stop a, stop b");
}

BOOST_FIXTURE_TEST_CASE(an_order_without_the_wish_to_drain_is_obeyed_at_once, draining_tree) {
  given({.children = {draining_child("a")}});
  stop_top();
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(a_server_without_a_handler_has_drained_when_it_has_taken_all_before,
                        draining_tree) {
  child_spec plain = watched("a");
  plain.drain = 10s;
  given({.children = {std::move(plain)}});
  end_on_purpose();
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(children_on_request_drain_at_the_same_time, draining_tree) {
  trap_exit();
  top = dynamic_supervisor::start_link(
            {.child = {.start = dynamic_child_start<busy>(self(), "c"), .drain = 10s}})
            .value();
  std::vector<pid> children;
  for (int i = 0; i < 3; ++i) {
    children.push_back(dynamic_supervisor::start_child(top).actor);
  }
  end_on_purpose();
  BOOST_TEST(events() == "drain c, drain c, drain c");
  cast(children[0], finish{});
  cast(children[1], end_now{});
  BOOST_TEST(events() == "stop c");
  advance(10s);
  BOOST_TEST(events() == "stop c, stop c");
  BOOST_TEST(complaints() == "");
}

BOOST_FIXTURE_TEST_CASE(a_kill_in_the_middle_of_it_ends_all, draining_tree) {
  given({.children = {draining_child("a", infinity)}});
  end_on_purpose();
  BOOST_TEST(events() == "drain a");
  exit(top, exit_reason::kill);
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "killed");
}

BOOST_FIXTURE_TEST_CASE(a_time_without_end_waits_for_the_child, draining_tree) {
  given({.children = {draining_child("a", infinity)}});
  end_on_purpose();
  advance(24h);
  BOOST_TEST(events() == "drain a");
  cast("a", finish{});
  BOOST_TEST(events() == "stop a");
}

BOOST_FIXTURE_TEST_CASE(who_says_that_it_has_drained_without_being_asked_disturbs_nobody,
                        draining_tree) {
  given({.children = {draining_child("a")}});
  cast("a", finish{});
  BOOST_TEST(events() == "");
  drained();  // nobody has started this actor
  end_on_purpose();
  BOOST_TEST(events() == "drain a", "what it said before does not count");
  cast("a", finish{});
  events();
}

BOOST_AUTO_TEST_SUITE_END()
