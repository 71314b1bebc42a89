// Pools of a file, and what a changed file makes of them.
#include <algorithm>

#include "application/changing_tree.hpp"
#include "fauxtp/pool.hpp"
#include "fauxtp/spawn.hpp"

using namespace reload_test;

namespace {

/// The smallest actor with a number.
std::string numbered(const std::string& keys) {
  return R"({ "actor": "numbered", "restart": "permanent", )" + keys + "}";
}
std::string tree_of(const std::string& children) {
  return tree_file(R"({ "children": [)" + children + "] }");
}
std::string stores(int size, const std::string& more = R"("route": "round_robin")") {
  return tree_of(keeper("other") + "," +
                 numbered(R"("name": "stores", "instances": )" + std::to_string(size) +
                          (more.empty() ? "" : ", " + more)));
}

struct changing_pool : changing_tree {
  static std::int64_t asked(const std::string& name = "stores") {
    return call(name, term("?")).as<std::int64_t>();
  }
  /// The numbers of the members that calls reach, in order.
  static std::vector<std::int64_t> reached() {
    std::vector<std::int64_t> all;
    for (int i = 0; i < 20; ++i) all.push_back(asked());
    std::ranges::sort(all);
    const auto same = std::ranges::unique(all);
    all.erase(same.begin(), same.end());
    return all;
  }
  static bool is_nobody(const std::string& name) {
    try {
      asked(name);
    } catch (const call_error& error) {
      return error.cause() == exit_reason::noproc;
    }
    return false;
  }
  void teardown() { changing_tree::teardown(); }
};

using numbers = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(pool_reload)

BOOST_FIXTURE_TEST_CASE(instances_with_a_route_answer_to_their_common_name, changing_pool) {
  start(stores(3));
  BOOST_TEST((reached() == numbers{1, 2, 3}));
  BOOST_TEST(asked("stores-2") == 2);
  BOOST_TEST((pool("stores").spec() ==
              pool_spec{.name = "stores", .size = 3, .route = routing::round_robin}));
}

BOOST_FIXTURE_TEST_CASE(instances_without_one_have_their_own_names_only, changing_pool) {
  start(stores(2, ""));
  BOOST_TEST(asked("stores-1") == 1);
  BOOST_TEST(asked("stores-2") == 2);
  BOOST_TEST(is_nobody("stores"));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_not_one_of_several_has_no_number, changing_pool) {
  start(tree_of(numbered(R"("name": "alone")")));
  BOOST_TEST(asked("alone") == 0);
}

BOOST_FIXTURE_TEST_CASE(more_and_fewer_instances_come_and_go_and_the_others_go_on, changing_pool) {
  start(stores(2));
  const pid first = whereis("stores-1");
  BOOST_TEST(text_of(plan_for(stores(4))) == "add stores-3\nadd stores-4\n");
  BOOST_TEST(become(stores(4)).ok);
  BOOST_TEST((reached() == numbers{1, 2, 3, 4}));
  BOOST_TEST(become(stores(1)).ok);
  BOOST_TEST((reached() == numbers{1}));
  BOOST_TEST(whereis("stores-1") == first);
}

BOOST_FIXTURE_TEST_CASE(a_route_changes_while_the_members_go_on, changing_pool) {
  start(stores(2));
  const auto before = now().pids;
  const std::string next = stores(2, R"("route": "by_key", "when_all_fail": "fail")");
  BOOST_TEST(text_of(plan_for(next)) ==
             "change stores-1: route round_robin -> by_key, when_all_fail wait -> fail\n"
             "change stores-2: route round_robin -> by_key, when_all_fail wait -> fail\n");
  BOOST_TEST(become(next).ok);
  BOOST_CHECK_THROW(asked(), std::invalid_argument);
  BOOST_TEST((pool("stores").spec().when_all_fail == when_all_fail::fail));
  BOOST_TEST((now().pids == before));
}

BOOST_FIXTURE_TEST_CASE(instances_become_a_pool_and_cease_to_be_one_while_they_run, changing_pool) {
  start(stores(2, ""));
  const auto before = now().pids;
  BOOST_TEST(become(stores(2)).ok);
  BOOST_TEST((reached() == numbers{1, 2}));
  BOOST_TEST(become(stores(2, "")).ok);
  BOOST_TEST(is_nobody("stores"));
  BOOST_TEST((now().pids == before));
}

BOOST_FIXTURE_TEST_CASE(a_single_child_becomes_a_pool_of_its_name_and_back, changing_pool) {
  const std::string single = tree_of(keeper("other") + "," + numbered(R"("name": "stores")"));
  start(single);
  BOOST_TEST(asked() == 0);
  BOOST_TEST(become(stores(2)).ok);
  BOOST_TEST((reached() == numbers{1, 2}));
  BOOST_TEST(become(single).ok);
  BOOST_TEST(asked() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_reload_that_fails_leaves_the_pool_as_it_was, changing_pool) {
  start(stores(2));
  const std::string bad = tree_of(
      keeper("other") + "," + numbered(R"("name": "stores", "instances": 4, "route": "by_key")") +
      "," + numbered(R"("id": "bad", "args": {"fails": true})"));
  BOOST_TEST(!become(bad).ok);
  BOOST_TEST((reached() == numbers{1, 2}));
  BOOST_TEST((pool("stores").spec().size == 2U));
}

BOOST_FIXTURE_TEST_CASE(a_pool_of_a_supervisor_below_stays_while_that_one_restarts, changing_pool) {
  start(tree_of(R"({ "id": "inner", "restart_delay": {"min": "1s", "jitter": 0}, "children": [)" +
                numbered(R"("name": "stores", "instances": 2, "route": "least_loaded")") + "] }"));
  exit(now().pids.at("inner"), exit_reason::kill);
  settle();
  spawn([test = self()] { send(test, call("stores", term("?"))); });
  advance(999ms);
  BOOST_TEST(!receive<std::int64_t>(0s).has_value());
  advance(1ms);
  BOOST_TEST(receive<std::int64_t>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(calls_go_on_while_the_pool_becomes_another_one, changing_pool) {
  start(stores(2));
  const auto stop_now = [] {
    return receive(on("stop", [] { return true; }), after(0s, [] { return false; }));
  };
  const pid caller = spawn({.place = placement::spread}, [test = self(), stop_now] {
    int failures = 0;
    while (!stop_now()) {
      try {
        asked();
      } catch (const call_error& error) {
        // Who is told to stop meanwhile may have taken the call.
        if (error.cause() != exit_reason::shutdown && error.cause() != exit_reason::noproc) {
          ++failures;
        }
      }
    }
    send(test, failures);
  });
  for (int i = 0; i < 30; ++i) BOOST_REQUIRE(become(stores(1 + i % 4)).ok);
  send(caller, "stop");
  BOOST_TEST(receive<int>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
