// What is told of a tree that is not well.
#include "fauxtp/health.hpp"

#include "fauxtp/process_info.hpp"
#include "fauxtp/task.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

child_spec inner(supervisor_spec spec) {
  return {.id = "in", .start = child_start(std::move(spec)), .type = child_type::supervisor};
}

struct wish {
  std::string reason;
};

/// Says that it is ready, or why not, as it is told.
class moody : public gen_server<moody, calls<>, casts<wish>> {
 public:
  void handle_cast(wish wanted) {
    if (wanted.reason.empty()) return ready();
    not_ready(std::move(wanted.reason));
  }
};

child_spec moody_child() {
  return {.id = "moody",
          .start = child_start<moody>(),
          .name = "moody",
          .restart = restart_type::permanent};
}

struct looked_at : supervision {
  std::string problems() {
    std::string all;
    for (const auto& [who, why] : health(top).problems) {
      all += (all.empty() ? "" : "; ") + who + ": " + why;
    }
    return all;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(health_of_a_tree)

BOOST_FIXTURE_TEST_CASE(a_tree_that_is_up_is_ready, looked_at) {
  given({.children = {watched("a"), inner({.children = {watched("b")}})}});
  const health_report seen = health(top);
  BOOST_TEST(seen.alive);
  BOOST_TEST(seen.ready());
}

BOOST_FIXTURE_TEST_CASE(who_says_that_it_is_not_ready_is_told_until_it_is, looked_at) {
  given({.children = {inner({.children = {moody_child()}})}});
  cast("moody", wish{"the cache is cold"});
  settle();
  BOOST_TEST(problems() == "top/in/moody: the cache is cold");
  BOOST_TEST(health(top).alive);
  cast("moody", wish{"still cold"});
  settle();
  BOOST_TEST(problems() == "top/in/moody: still cold");
  cast("moody", wish{});
  settle();
  BOOST_TEST(problems() == "");
}

BOOST_FIXTURE_TEST_CASE(who_ends_is_not_said_to_be_not_ready_any_more, looked_at) {
  given({.children = {moody_child()}});
  cast("moody", wish{"the cache is cold"});
  settle();
  exit(whereis("moody"), exit_reason::kill);
  settle();
  BOOST_TEST(problems() == "");
}

BOOST_FIXTURE_TEST_CASE(a_child_whose_restart_is_put_off_is_a_problem, looked_at) {
  child_spec spec = watched("b");
  spec.restart_delay = restart_delay{.min = 2s, .jitter = 0};
  given({.children = {inner({.children = {std::move(spec)}})}});
  crash_child("b");
  advance(500ms);
  BOOST_TEST(problems() ==
             "top/in/b: is started again in 1500ms, after its end with error: "
             "std::runtime_error: told to");
  advance(1500ms);
  BOOST_TEST(problems() == "");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_has_ended_in_order_is_no_problem, looked_at) {
  given({.children = {watched("a", restart_type::transient), watched("b")}});
  end_child("a", exit_reason::normal);
  supervisor::terminate_child(top, "b");
  BOOST_TEST(problems() == "");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_starts_a_child_is_a_problem, looked_at) {
  const auto hangs = std::make_shared<plan>();
  hangs->hang = true;
  given({.children = {inner({})}});
  spawn_child([top = top, child = watched("a", restart_type::permanent, hangs)] {
    supervisor::start_child(supervisor::which_children(top).at(0).actor, child);
  });
  BOOST_TEST(events() == "hang a");
  const auto looks = spawn_monitor([top = top, test = self()] {
    const health_report seen = health(top, 250ms);
    BOOST_TEST(seen.alive);
    BOOST_REQUIRE(seen.problems.size() == 1U);
    BOOST_TEST(seen.problems[0].who == "top/in");
    BOOST_TEST(seen.problems[0].why.find("does not answer") == 0U, seen.problems[0].why);
  });
  advance(250ms);
  advance(250ms);
  BOOST_TEST((receive<down>(0s).value().reason == exit_reason::normal));
  static_cast<void>(looks);
}

BOOST_FIXTURE_TEST_CASE(a_tree_that_has_ended_is_down, looked_at) {
  given({.children = {watched("a")}});
  stop_top();
  settle();
  BOOST_TEST(problems() == to_string(top) + ": is down: noproc");
}

BOOST_FIXTURE_TEST_CASE(at_most_a_hundred_problems_are_told, looked_at) {
  supervisor_spec many;
  for (int i = 0; i < 200; ++i) {
    many.children.push_back(made_by(std::to_string(i), child_start([] {
                                      not_ready(std::string(5000, 'x'));
                                      fauxtp::sleep(infinity);
                                    })));
  }
  given(std::move(many));
  settle();
  const health_report seen = health(top);
  BOOST_TEST(seen.problems.size() == 100U);
  BOOST_TEST(seen.problems[0].why.size() < 1100U);
}

BOOST_FIXTURE_TEST_CASE(the_top_is_found_from_everywhere_below, looked_at) {
  given({.children = {inner({.children = {made_by("deep", child_start([test = self()] {
                                                    send(test, event{to_string(top_supervisor())});
                                                    fauxtp::sleep(infinity);
                                                  }))}})}});
  supervisor::start_child(top, made_by("b", child_start([test = self()] {
                                         send(test, event{to_string(top_supervisor())});
                                         fauxtp::sleep(infinity);
                                       })));
  BOOST_TEST(events() == to_string(top));
  supervisor::start_child(top, made_by("c", child_start([test = self()] {
                                         const pid seen = spawn_task(top_supervisor).join();
                                         send(test, event{to_string(seen)});
                                         fauxtp::sleep(infinity);
                                       })));
  BOOST_TEST(events() == to_string(top), "from a task, too");
  BOOST_TEST(!top_supervisor(), "this actor lives in no tree");
}

BOOST_AUTO_TEST_SUITE_END()
