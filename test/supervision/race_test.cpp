// Ends, stops and requests that happen at the same time, a hundred thousand times.
#include "repetitions.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;
using fauxtp::testing::race_repetitions;

namespace {

constexpr int at_once = 100;
// The rounds are spread over ten nodes, one after another: each node keeps all reports.
constexpr int nodes = 10;
const int rounds_of_each = race_repetitions(100'000) / nodes;

void wait_for_ever() { fauxtp::sleep(infinity); }

child_spec waiting(const std::string& id) {
  child_spec spec = made_by(id, child_start(wait_for_ever));
  spec.spawn.place = placement::spread;
  return spec;
}

struct racing : supervision {
  /// Supervisors of two children each, spread over the workers.
  static std::vector<pid> several(supervisor_spec spec) {
    spec.children = {waiting("a"), waiting("b")};
    std::vector<pid> all;
    for (int i = 0; i < at_once; ++i) {
      all.push_back(supervisor::start_link(spec, {.spawn = {.place = placement::spread}}));
    }
    return all;
  }
  static std::vector<pid> children_of(const std::vector<pid>& supervisors) {
    std::vector<pid> all;
    for (const pid each : supervisors) {
      for (const child_info& child : supervisor::which_children(each)) all.push_back(child.actor);
    }
    return all;
  }
  /// Whether the exit signals of all of them have this reason.
  static bool all_end_with(std::size_t count, const exit_reason& reason) {
    bool all = true;
    for (std::size_t i = 0; i < count; ++i) all &= receive<exit_signal>().reason == reason;
    return all;
  }
  static void in_fresh_nodes(const std::function<void(racing&)>& race) {
    for (int i = 0; i < nodes; ++i) {
      racing home;
      race(home);
      home.teardown();
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(races)

BOOST_AUTO_TEST_CASE(S21_a_stop_that_meets_the_crash_of_a_child_leaves_nobody_behind) {
  racing::in_fresh_nodes([](racing& home) {
    for (int round = 0; round < rounds_of_each; round += at_once) {
      const std::vector<pid> tops = racing::several({.intensity = 1'000'000});
      spawn(spawn_options{.place = placement::spread}, [children = racing::children_of(tops)] {
        for (const pid each : children) exit(each, exit_reason(term("crash")));
      });
      for (const pid each : tops) exit(each, exit_reason::shutdown);
      BOOST_REQUIRE(racing::all_end_with(tops.size(), exit_reason::shutdown));
      home.settle();
      BOOST_REQUIRE(home.actors() == 1u);
    }
  });
}

// Each supervisor may restart each of its two children once in a period; a third restart would end
// it.
BOOST_AUTO_TEST_CASE(two_exits_of_one_child_cost_one_restart) {
  racing::in_fresh_nodes([](racing& home) {
    const std::vector<pid> tops = racing::several({.intensity = 2});
    for (int round = 0; round < rounds_of_each; round += 2 * at_once) {
      const std::vector<pid> children = racing::children_of(tops);
      BOOST_REQUIRE(children.size() == 2u * at_once);
      for (const char* reason : {"one", "other"}) {
        spawn(spawn_options{.place = placement::spread}, [children, reason] {
          for (const pid each : children) exit(each, exit_reason(term(reason)));
        });
      }
      home.settle();
      for (const pid each : children) BOOST_REQUIRE(!is_alive(each));
      for (const pid each : tops) BOOST_REQUIRE(is_alive(each));
      home.advance(6s);
    }
    for (const pid each : tops) exit(each, exit_reason::shutdown);
    BOOST_TEST(racing::all_end_with(tops.size(), exit_reason::shutdown));
  });
}

BOOST_AUTO_TEST_SUITE_END()
