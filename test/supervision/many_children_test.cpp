// Many children, and ends that happen at the same time.
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

/// Runs until it is told to end; traps no exits.
void wait_for_ever() { fauxtp::sleep(infinity); }

std::vector<child_spec> many(std::size_t count, void (*function)() = wait_for_ever) {
  std::vector<child_spec> specs;
  for (std::size_t i = 0; i < count; ++i) {
    specs.push_back(made_by(std::to_string(i), child_start(function)));
  }
  return specs;
}

void end_at_once() {}

/// Whether there is time for another round.
class rounds {
 public:
  bool another() { return ++done_ <= 10'000 && clock::now() - begin_ < 2s; }

 private:
  using clock = std::chrono::steady_clock;
  clock::time_point begin_ = clock::now();
  int done_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(many_children)

BOOST_FIXTURE_TEST_CASE(ten_thousand_children_start_crash_and_stop, supervision) {
  given({.intensity = 1000, .children = many(10'000)});
  BOOST_TEST(supervisor::count_children(top).active == 10'000u);
  const auto before = supervisor::which_children(top);
  for (std::size_t i = 0; i < 1000; ++i) exit(before[i * 10].actor, exit_reason::kill);
  settle();
  BOOST_TEST(supervisor::count_children(top).active == 10'000u);
  BOOST_TEST(reports("supervisor/child_terminated").size() == 1000u);
  stop_top();
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_FIXTURE_TEST_CASE(ten_thousand_children_that_crash_at_once_are_restarted, supervision) {
  given({.intensity = 10'000, .children = many(10'000)});
  for (const child_info& each : supervisor::which_children(top)) {
    exit(each.actor, exit_reason::kill);
  }
  settle();
  BOOST_TEST(supervisor::count_children(top).active == 10'000u);
}

BOOST_FIXTURE_TEST_CASE(R6_ten_thousand_siblings_that_die_together_cost_one_restart, supervision) {
  given({.strategy = strategy::one_for_all, .intensity = 1, .children = many(10'000)});
  for (const child_info& each : supervisor::which_children(top)) {
    exit(each.actor, exit_reason::kill);
  }
  settle();
  BOOST_TEST(supervisor::count_children(top).active == 10'000u);
}

BOOST_FIXTURE_TEST_CASE(S21_a_stop_that_meets_the_ends_of_children_does_not_hang, supervision) {
  for (rounds each; each.another();) {
    start({.intensity = 10, .children = many(3)});
    const auto children = supervisor::which_children(top);
    exit(children[1].actor, exit_reason::kill);
    stop_top();
    BOOST_REQUIRE((receive<exit_signal>().reason == exit_reason::shutdown));
    BOOST_REQUIRE(!is_alive(children[0].actor));
    BOOST_REQUIRE(!is_alive(children[2].actor));
  }
  BOOST_TEST(reports("supervisor/start_error").empty());
}

BOOST_FIXTURE_TEST_CASE(a_stop_that_meets_children_which_never_stay_does_not_hang, supervision) {
  for (rounds each; each.another();) {
    start({.intensity = 1'000'000, .children = many(3, end_at_once)});
    stop_top();
    BOOST_REQUIRE((receive<exit_signal>().reason == exit_reason::shutdown));
  }
  settle();
  BOOST_TEST(actors() == 1u);
}

BOOST_FIXTURE_TEST_CASE(R6_two_children_that_die_at_once_are_both_back_under_one_for_all,
                        supervision) {
  given({.strategy = strategy::one_for_all, .intensity = 1'000'000, .children = many(3)});
  for (rounds each; each.another();) {
    const auto children = supervisor::which_children(top);
    exit(children[0].actor, exit_reason::kill);
    exit(children[2].actor, exit_reason::kill);
    settle();
    BOOST_REQUIRE(supervisor::count_children(top).active == 3u);
  }
}

BOOST_FIXTURE_TEST_CASE(two_children_that_die_at_once_are_both_back_under_one_for_one,
                        supervision) {
  given({.intensity = 1'000'000, .children = many(3)});
  for (rounds each; each.another();) {
    const auto children = supervisor::which_children(top);
    exit(children[0].actor, exit_reason::kill);
    exit(children[2].actor, exit_reason::kill);
    settle();
    const auto now = supervisor::which_children(top);
    BOOST_REQUIRE(supervisor::count_children(top).active == 3u);
    BOOST_REQUIRE(now[1].actor == children[1].actor);
  }
}

BOOST_FIXTURE_TEST_CASE(terminate_child_that_meets_the_end_of_the_child_leaves_it_down,
                        supervision) {
  given({.intensity = 1'000'000, .children = many(1)});
  for (rounds each; each.another();) {
    exit(supervisor::which_children(top).at(0).actor, exit_reason::kill);
    BOOST_REQUIRE(supervisor::terminate_child(top, "0").ok());
    BOOST_REQUIRE(supervisor::count_children(top).active == 0u);
    BOOST_REQUIRE(supervisor::restart_child(top, "0").ok());
  }
}

BOOST_AUTO_TEST_SUITE_END()
