// Bounds of a tree, and combinations that an author can hardly mean.
#include "declaration/lints.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "declaration/bounds.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

loaded_application load(const std::string& children, const std::string& root = "",
                        const std::string& members = "") {
  auto loaded = load_application(
      parse_document("app.json", R"({"name": "shop", )" + members + R"("supervisor": {)" + root +
                                     R"("children": [)" + children + "]}}"));
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  return loaded;
}

time_bounds bounds(const std::string& children) {
  return bounds_of(load(children).spec->supervisor, "shop");
}

std::vector<std::string> warnings(loaded_application loaded) {
  lint(loaded);
  BOOST_TEST(loaded.ok());
  std::vector<std::string> codes;
  for (const diagnostic& each : loaded.diagnostics) codes.push_back(each.code);
  return codes;
}

using codes = std::vector<std::string>;

constexpr const char* worker = R"({"id": "a", "actor": "x", "shutdown": "2s"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(lints_test)

BOOST_AUTO_TEST_CASE(children_start_and_stop_one_after_the_other) {
  const time_bounds seen =
      bounds(R"({"id": "a", "actor": "x", "shutdown": "2s", "start_timeout": "1s"},
                {"id": "b", "actor": "x", "shutdown": "brutal_kill", "start_timeout": "500ms"},
                {"id": "c", "actor": "x", "shutdown": "3s", "start_timeout": "4s"})");
  BOOST_TEST((seen.stop.time == 5s));
  BOOST_TEST((seen.start.time == 5500ms));
}

BOOST_AUTO_TEST_CASE(instances_count_each) {
  BOOST_TEST(
      (bounds(R"({"id": "a", "actor": "x", "shutdown": "2s", "instances": 4})").stop.time == 8s));
}

BOOST_AUTO_TEST_CASE(children_on_request_do_not_start_with_the_tree_and_stop_together) {
  const time_bounds seen = bounds(
      R"({"id": "in", "strategy": "simple_one_for_one", "max_children": 9, "children":
            [{"id": "a", "actor": "x", "shutdown": "2s"}]})");
  BOOST_TEST((seen.start.time == 0s));
  BOOST_TEST((seen.stop.time == 2s));
}

BOOST_AUTO_TEST_CASE(what_has_no_limit_is_named) {
  const time_bounds seen =
      bounds(R"({"id": "in", "children": [{"id": "a", "actor": "x", "shutdown": "infinity"}]})");
  BOOST_TEST((seen.stop.time == infinity));
  BOOST_TEST(seen.stop.because == "shop/in/a");
  BOOST_TEST((seen.start.time == infinity));
}

BOOST_AUTO_TEST_CASE(a_supervisor_takes_no_longer_than_its_time_and_that_of_its_slowest_child) {
  const auto inner = [](const std::string& shutdown) {
    return R"({"id": "in", )" + shutdown + R"("children": [)" + worker +
           R"(, {"id": "b", "actor": "x", "shutdown": "3s"}]})";
  };
  BOOST_TEST((bounds(inner("")).stop.time == 5s));
  BOOST_TEST((bounds(inner(R"("shutdown": "1s", )")).stop.time == 4s));
  BOOST_TEST((bounds(inner(R"("shutdown": "2s", )")).stop.time == 5s));
  BOOST_TEST((bounds(inner(R"("shutdown": "9s", )")).stop.time == 5s));
  BOOST_TEST((bounds(inner(R"("shutdown": "brutal_kill", )")).stop.time == 3s));
}

BOOST_AUTO_TEST_CASE(the_time_to_drain_comes_before_the_time_to_stop) {
  BOOST_TEST(
      (bounds(R"({"id": "a", "actor": "x", "drain": "7s", "shutdown": "2s"})").stop.time == 9s));
}

BOOST_AUTO_TEST_CASE(bounds_do_not_overflow) {
  BOOST_TEST((
      bounds(R"({"id": "a", "actor": "x", "shutdown": "80000h", "instances": 100000})").stop.time ==
      infinity));
}

BOOST_AUTO_TEST_CASE(a_good_tree_has_no_warnings) {
  BOOST_TEST(warnings(load(worker)) == codes{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(W202_a_supervisor_that_is_killed_before_its_children_have_stopped) {
  const std::string two = std::string(R"("children": [)") + worker +
                          R"(, {"id": "b", "actor": "x", "shutdown": "2s"}]})";
  BOOST_TEST(warnings(load(R"({"id": "in", "shutdown": "3s", )" + two)) == codes{"W202"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings(load(R"({"id": "in", "shutdown": "4s", )" + two)) == codes{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(W203_a_tree_that_is_killed_before_it_has_stopped) {
  const auto within = [](const std::string& limit) {
    return load(worker, "", R"("runtime": {"shutdown_timeout": ")" + limit + R"("}, )");
  };
  BOOST_TEST(warnings(within("1s")) == codes{"W203"}, boost::test_tools::per_element());
  BOOST_TEST(warnings(within("2s")) == codes{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(W204_restarts_that_take_longer_than_they_are_counted) {
  const auto counted = [](const std::string& strategy, const std::string& period) {
    return load(worker, R"("strategy": ")" + strategy + R"(", "period": ")" + period + R"(", )");
  };
  BOOST_TEST(warnings(counted("one_for_all", "1s")) == codes{"W204"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings(counted("rest_for_one", "1s")) == codes{"W204"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings(counted("one_for_all", "2s")) == codes{}, boost::test_tools::per_element());
  BOOST_TEST(warnings(counted("one_for_one", "1s")) == codes{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(W205_an_auto_shutdown_that_nobody_brings_about) {
  const std::string root = R"("auto_shutdown": "any_significant", )";
  BOOST_TEST(warnings(load(worker, root)) == codes{"W205"}, boost::test_tools::per_element());
  BOOST_TEST(warnings(load(R"({"id": "a", "actor": "x", "significant": true})", root)) == codes{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(W206_a_name_that_is_given_before_its_owner_is_there) {
  const std::string asks = R"({"id": "a", "actor": "x", "args": {"of": ["store"]}})";
  const std::string store = R"({"name": "store", "actor": "x"})";
  BOOST_TEST(warnings(load(asks + ", " + store)) == codes{"W206"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings(load(store + ", " + asks)) == codes{}, boost::test_tools::per_element());
  BOOST_TEST(
      warnings(load(R"({"id": "in", "children": [)" + asks + "]}, " + store)) == codes{"W206"},
      boost::test_tools::per_element());
  const std::string own = R"({"name": "store", "actor": "x", "args": ["store"]})";
  BOOST_TEST(warnings(load(own)) == codes{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_supervisor_that_is_killed_takes_its_children_with_it) {
  const auto said = [](const std::string& child) { return warnings(load(child)); };
  BOOST_TEST((said(R"({"id": "in", "shutdown": "brutal_kill", "children": []})") == codes{"W210"}));
  BOOST_TEST((said(R"({"id": "in", "actor": "x", "type": "supervisor",
                       "shutdown": "brutal_kill"})") == codes{"W210"}));
  BOOST_TEST((said(R"({"id": "in", "actor": "x", "shutdown": "brutal_kill"})") == codes{}));
}

BOOST_AUTO_TEST_CASE(a_temporary_child_has_no_restart_that_could_wait) {
  BOOST_TEST((warnings(load(R"({"id": "a", "actor": "x", "restart": "temporary",
                                "restart_delay": {"min": "1s"}})")) == codes{"W211"}));
}

BOOST_AUTO_TEST_CASE(delayed_restarts_that_an_intensity_does_not_bear_are_told) {
  const auto complaint = [](const std::string& child, const std::string& root) {
    auto loaded = load(R"({"id": "a", "actor": "x", )" + child + "}", root);
    lint(loaded);
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().message;
  };
  const std::string slow = R"("restart_delay": {"min": "100ms", "max": "10s", "factor": 2})";
  // They end after 0, 100, 300, 700, 1500 and 3100 ms, and then after the period.
  BOOST_TEST(
      complaint(slow, "") ==
      "\"shop\" gives up 700ms later when child \"a\" cannot run: they are restarted 6 times "
      "within 5s, and its intensity is 3");
  BOOST_TEST(complaint(slow, R"("intensity": 5,)") != "");
  BOOST_TEST(complaint(slow, R"("intensity": 6,)") == "");
  BOOST_TEST(complaint(slow, R"("intensity_counts": "first",)") == "");
  const std::string four = slow + R"(, "instances": 4)";
  BOOST_TEST(
      complaint(four, R"("intensity_counts": "first",)") ==
      "\"shop\" gives up at once when the 4 instances of \"a\" cannot run: they are restarted "
      "4 times within 5s, and its intensity is 3");
  BOOST_TEST(complaint(four, R"("intensity_counts": "first", "intensity": 4,)") == "");
  BOOST_TEST(complaint(R"("restart_delay": {"min": "1us", "max": "1us"})",
                       R"("intensity": 1000000, "period": "1h",)") != "");
}

BOOST_AUTO_TEST_CASE(members_of_a_pool_that_never_come_back_are_told) {
  const std::string pool = R"({"name": "a", "actor": "x", "instances": 2, "route": "round_robin")";
  BOOST_TEST((warnings(load(pool + R"(, "restart": "temporary"})")) == codes{"W215"}));
  BOOST_TEST((warnings(load(pool + R"(, "restart": "permanent"})")) == codes{}));
}

BOOST_AUTO_TEST_SUITE_END()
