// What the loader makes of an application's file.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "declaration/application_loader.hpp"
#include "declaration/declared_tree.hpp"
#include "declaration/quantity.hpp"
#include "document/variables.hpp"
#include "fauxtp/json.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

loaded_application load(std::string text) {
  return load_application(parse_document("app.json", std::move(text)));
}

// An application whose root supervisor has these members beside its children.
std::string with_children(const std::string& children, const std::string& members = "") {
  return R"({"name": "shop", "supervisor": {)" + members + R"("children": [)" + children + "]}}";
}

const worker_entry& first_worker(const loaded_application& loaded) {
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  return std::get<worker_entry>(loaded.spec->supervisor.children.at(0).spec);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  BOOST_REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Reads files of the folder that a file includes, and names them as if the folder were the current
// one.
file_reader reader_in(const std::filesystem::path& folder) {
  return [folder](const std::filesystem::path& path) {
    return std::filesystem::is_regular_file(folder / path)
               ? parse_document(path.string(), read(folder / path))
               : unreadable_document(path, "No such file or directory");
  };
}

// The name of each bad/NAME.json.
std::vector<std::string> bad_files() {
  std::vector<std::string> names;
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "bad";
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    if (each.path().extension() == ".json") names.push_back(each.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<module_exports> modules = {{"fauxtp", {"acceptor", "job_clock"}},
                                             {"pricing", {"Pricer", "counter"}},
                                             {"shop", {"Cart", "Store", "counter"}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(the_loader)

// bad/NAME.expected is what `fauxtp check` must say about bad/NAME.json.
BOOST_DATA_TEST_CASE(says_of_a_bad_file_what_is_expected, boost::unit_test::data::make(bad_files()),
                     name) {
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "bad";
  loaded_application loaded = load_application(
      parse_document(name + ".json", read(folder / (name + ".json"))), reader_in(folder));
  check_actors(loaded, modules);
  BOOST_TEST(render(loaded.diagnostics, false) == read(folder / (name + ".expected")));
  BOOST_TEST(!loaded.diagnostics.empty());
}

BOOST_AUTO_TEST_CASE(has_enough_bad_files) { BOOST_TEST(bad_files().size() >= 60U); }

BOOST_AUTO_TEST_CASE(fills_in_the_defaults) {
  const loaded_application loaded = load(with_children(R"({"name": "hits", "actor": "counter"})"));
  const worker_entry& worker = first_worker(loaded);
  BOOST_TEST(worker.id == "hits");
  BOOST_TEST(worker.name == "hits");
  BOOST_TEST(worker.args.is_nil());
  BOOST_TEST((worker.restart == restart_type::transient));
  BOOST_TEST(!worker.shutdown.is_brutal_kill());
  BOOST_TEST((worker.shutdown.time() == 5s));
  BOOST_TEST(!worker.significant);
  BOOST_TEST((worker.type == child_type::worker));
  BOOST_TEST((worker.start_timeout == infinity));
  BOOST_TEST(worker.spawn.stack_size == 0U);
  const application_spec& spec = *loaded.spec;
  BOOST_TEST((spec.supervisor.strategy == strategy::one_for_one));
  BOOST_TEST(spec.supervisor.intensity == 3);
  BOOST_TEST((spec.supervisor.period == 5s));
  BOOST_TEST((spec.supervisor.auto_shutdown == auto_shutdown::never));
  BOOST_TEST(spec.runtime.threads == 0);
  BOOST_TEST(spec.runtime.stack_size == 65536U);
  BOOST_TEST((spec.runtime.shutdown_timeout == 30s));
  BOOST_TEST((spec.env->kind() == term_kind::map));
  BOOST_TEST(spec.env->size() == 0U);
}

BOOST_AUTO_TEST_CASE(S77_children_start_in_the_order_of_the_file) {
  const loaded_application loaded = load(with_children(R"(
    {"name": "z", "actor": "counter"}, {"name": "a", "actor": "counter"},
    {"name": "m", "actor": "counter"})"));
  std::string order;
  for (const auto& child : loaded.spec->supervisor.children) {
    order += std::get<worker_entry>(child.spec).id;
  }
  BOOST_TEST(order == "zam");
}

BOOST_AUTO_TEST_CASE(reads_every_key) {
  const loaded_application loaded = load(R"({
    "$schema": "./schema/fauxtp-app-1.schema.json", "fauxtp": 1,
    "name": "shop", "vsn": "0.3.0", "description": "a shop",
    "modules": ["shop", "./modules/pricing.so"], "module_path": ["/opt/shop"],
    "env": {"motd": "hi", "x-deep": {"limits": [1, 2.5, null, true]}},
    "runtime": {"threads": 2, "stack_size": "128KiB", "shutdown_timeout": "20s",
                "schedulers": {"blocking": {"threads": 4}}, "x-a": 1},
    "supervisor": {
      "strategy": "rest_for_one", "intensity": 5, "period": "10s",
      "auto_shutdown": "any_significant", "x-b": [],
      "children": [
        {"id": "a", "name": "store", "actor": "shop/Store", "args": {"path": "x"},
         "restart": "temporary", "shutdown": "brutal_kill", "significant": true,
         "type": "worker", "start_timeout": "15s", "stack_size": 32768,
         "scheduler": "blocking", "x-c": null},
        {"id": "inner", "name": "workers", "type": "supervisor", "restart": "temporary",
         "shutdown": "1m30s", "significant": true, "strategy": "one_for_all", "intensity": 0,
         "period": "100us", "auto_shutdown": "all_significant",
         "children": [{"id": "a", "actor": "Import", "args": ["feed.csv", 500]}]}
      ]
    },
    "x-owner": "team"
  })");
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  const application_spec& spec = *loaded.spec;
  BOOST_TEST(spec.name == "shop");
  BOOST_TEST(spec.vsn == "0.3.0");
  BOOST_TEST(spec.description == "a shop");
  BOOST_REQUIRE_EQUAL(spec.modules.size(), 2U);
  BOOST_TEST(spec.modules[1].module == "./modules/pricing.so");
  BOOST_TEST(spec.modules[1].place.pointer == "/modules/1");
  BOOST_TEST(spec.module_path.at(0) == "/opt/shop");
  BOOST_TEST(to_string(*spec.env) ==
             R"({"motd": "hi", "x-deep": {"limits": [1, 2.5, nil, true]}})");
  BOOST_TEST(spec.runtime.threads == 2);
  BOOST_REQUIRE_EQUAL(spec.runtime.schedulers.size(), 1U);
  BOOST_TEST(spec.runtime.schedulers[0].name == "blocking");
  BOOST_TEST(spec.runtime.schedulers[0].threads == 4U);
  BOOST_TEST(spec.runtime.stack_size == 131072U);
  BOOST_TEST((spec.runtime.shutdown_timeout == 20s));
  BOOST_TEST((spec.supervisor.strategy == strategy::rest_for_one));
  BOOST_TEST(spec.supervisor.intensity == 5);

  const worker_entry& worker = first_worker(loaded);
  BOOST_TEST(worker.id == "a");
  BOOST_TEST(worker.name == "store");
  BOOST_TEST(worker.actor == "shop/Store");
  BOOST_TEST(worker.args.get<std::string>("path") == "x");
  BOOST_TEST((worker.restart == restart_type::temporary));
  BOOST_TEST(worker.shutdown.is_brutal_kill());
  BOOST_TEST(worker.significant);
  BOOST_TEST((worker.start_timeout == 15s));
  BOOST_TEST(worker.spawn.stack_size == 32768U);
  BOOST_TEST(worker.spawn.scheduler == "blocking");
  BOOST_TEST(to_string(worker.place) == "app.json:12:9");
  BOOST_TEST(worker.actor_place.pointer == "/supervisor/children/0/actor");

  const auto& inner = std::get<supervisor_entry>(spec.supervisor.children.at(1).spec);
  BOOST_TEST(inner.id == "inner");
  BOOST_TEST(inner.name == "workers");
  BOOST_TEST((inner.restart == restart_type::temporary));
  BOOST_TEST((inner.shutdown.time() == 90s));
  BOOST_TEST((inner.strategy == strategy::one_for_all));
  BOOST_TEST(inner.intensity == 0);
  BOOST_TEST((inner.period == 100us));
  BOOST_TEST((inner.auto_shutdown == auto_shutdown::all_significant));
  BOOST_TEST(to_string(inner.place) == "app.json:16:9");
  BOOST_TEST(to_string(std::get<worker_entry>(inner.children.at(0).spec).args) ==
             R"(["feed.csv", 500])");
}

BOOST_AUTO_TEST_CASE(makes_a_child_that_is_a_supervisor_permanent_and_infinitely_patient) {
  const loaded_application loaded = load(with_children(
      R"({"id": "a", "children": []}, {"id": "b", "type": "supervisor", "actor": "own"})"));
  BOOST_REQUIRE(loaded.ok());
  const auto& inner = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(0).spec);
  BOOST_TEST((inner.restart == restart_type::permanent));
  BOOST_TEST((inner.shutdown.time() == infinity));
  const auto& own = std::get<worker_entry>(loaded.spec->supervisor.children.at(1).spec);
  BOOST_TEST((own.restart == restart_type::permanent));
  BOOST_TEST((own.shutdown.time() == infinity));
}

BOOST_AUTO_TEST_CASE(reads_a_supervisor_whose_children_start_on_request) {
  const loaded_application loaded = load(with_children(
      R"({"name": "carts", "strategy": "simple_one_for_one", "max_children": 50,
          "children": [{"id": "cart", "actor": "x"}]},
         {"id": "stores", "strategy": "simple_one_for_one",
          "children": [{"id": "store", "actor": "x"}]})"));
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  const auto& carts = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(0).spec);
  BOOST_TEST(carts.is_dynamic);
  BOOST_TEST(carts.max_children == 50U);
  const auto& stores = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(1).spec);
  BOOST_TEST(stores.max_children == std::numeric_limits<std::size_t>::max());
}

BOOST_AUTO_TEST_CASE(reads_a_job_as_its_runs_and_their_clock) {
  const loaded_application loaded = load(with_children(
      R"({"id": "sweep", "actor": "x", "every": "5m", "args": {"a": 1}},
         {"id": "report", "actor": "x", "at": "Sun 03:00", "restart": "transient"})"));
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  const auto& sweep = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(0).spec);
  BOOST_TEST((sweep.strategy == strategy::rest_for_one));
  const auto& runs = std::get<supervisor_entry>(sweep.children.at(0).spec);
  BOOST_TEST(runs.id == "runs");
  BOOST_TEST(runs.is_dynamic);
  BOOST_TEST(runs.template_child().actor == "x");
  BOOST_TEST(runs.template_child().args.get("a", 0) == 1);
  BOOST_TEST((runs.template_child().restart == restart_type::temporary));
  const auto& clock = std::get<worker_entry>(sweep.children.at(1).spec);
  BOOST_TEST(clock.actor == "fauxtp/job_clock");
  BOOST_TEST(clock.args.get("every", "") == "5m");
  const auto& report = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(1).spec);
  BOOST_TEST(std::get<worker_entry>(report.children.at(1).spec).args.get("at", "") == "Sun 03:00");
  BOOST_TEST((std::get<supervisor_entry>(report.children.at(0).spec).template_child().restart ==
              restart_type::transient));
}

BOOST_AUTO_TEST_CASE(tells_of_the_tree_that_it_declares) {
  const loaded_application loaded = load(with_children(
      R"({"name": "carts", "strategy": "simple_one_for_one", "max_children": 50,
          "children": [{"id": "cart", "actor": "Cart", "restart": "temporary"}]})"));
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(to_json(declared_tree(*loaded.spec)) == nlohmann::json::parse(R"({
      "id": "shop", "type": "supervisor", "restart": "permanent", "shutdown_ms": "infinity",
      "significant": false,
      "supervisor": {"strategy": "one_for_one", "intensity": 3, "period_ms": 5000,
                     "auto_shutdown": "never"},
      "children": [{
        "id": "carts", "name": "carts", "type": "supervisor", "restart": "permanent",
        "shutdown_ms": "infinity", "significant": false,
        "supervisor": {"strategy": "simple_one_for_one", "intensity": 3, "period_ms": 5000,
                       "auto_shutdown": "never", "max_children": 50},
        "children": [{"id": "cart", "type": "worker", "actor": "Cart", "restart": "temporary",
                      "shutdown_ms": 5000, "significant": false}]}]})"));
}

BOOST_AUTO_TEST_CASE(reads_how_long_restarts_wait) {
  const loaded_application loaded = load(with_children(
      R"({"id": "a", "actor": "x", "restart_delay": {"min": "100ms"}},
         {"id": "b", "children": [], "restart_delay":
            {"min": "2s", "max": "3s", "factor": 1.5, "jitter": 0}},
         {"id": "c", "actor": "x", "restart_delay": {"min": "5m"}},
         {"id": "d", "actor": "x"})"));
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  const auto& children = loaded.spec->supervisor.children;
  const restart_delay a = *std::get<worker_entry>(children.at(0).spec).restart_delay;
  BOOST_TEST((a.min == 100ms && a.max == 60s && a.factor == 2 && a.jitter == 0.1));
  const restart_delay b = *std::get<supervisor_entry>(children.at(1).spec).restart_delay;
  BOOST_TEST((b.min == 2s && b.max == 3s && b.factor == 1.5 && b.jitter == 0));
  BOOST_TEST((std::get<worker_entry>(children.at(2).spec).restart_delay->max == 5min));
  BOOST_TEST(!std::get<worker_entry>(children.at(3).spec).restart_delay.has_value());
}

BOOST_AUTO_TEST_CASE(reads_where_the_socket_lies_and_what_the_log_shows) {
  const loaded_application loaded = load(
      R"({"name": "a", "control": {"socket": "a.sock"},
          "logging": {"level": "warning", "format": "json", "levels": {"b/c": "debug"}},
          "supervisor": {"children": [{"id": "b", "log_level": "error", "children": [
                                       {"id": "c", "actor": "x", "log_level": "info"}]}]}})");
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(loaded.spec->control.socket == (std::filesystem::current_path() / "a.sock").string());
  const logging_spec& logging = loaded.spec->logging;
  BOOST_TEST((logging.level == severity::warning && logging.format == log_format::json));
  BOOST_TEST((logging.levels.at("b/c").level == severity::debug));
  const auto& b = std::get<supervisor_entry>(loaded.spec->supervisor.children.at(0).spec);
  BOOST_TEST((b.log_level == severity::error));
  BOOST_TEST((std::get<worker_entry>(b.children.at(0).spec).log_level == severity::info));
  BOOST_TEST(loaded.diagnostics.empty());
}

BOOST_AUTO_TEST_CASE(reads_where_the_log_goes_beside_the_file_that_says_it) {
  const loaded_application loaded =
      load_application(parse_document("app.json", R"({"name": "a", "include": ["etc/logging.json"],
                                     "supervisor": {"children": []}})"),
                       [](const std::filesystem::path& path) {
                         return parse_document(path.string(), R"({"logging": {"sinks": [
            {"type": "stderr"}, {"type": "journald"},
            {"type": "file", "path": "../log/a.log", "rotate_size": "1KiB", "keep": 0},
            {"type": "file", "path": "/var/b.log", "rotate_size": 10},
            {"type": "file", "path": "c.log"}]}})");
                       });
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  const auto& sinks = loaded.spec->logging.sinks;
  BOOST_REQUIRE(sinks.size() == 5u);
  using type = sink_type;
  BOOST_TEST((sinks[0].type == type::standard_error && sinks[1].type == type::journal));
  const auto here = std::filesystem::current_path();
  BOOST_TEST(sinks[2].path == (here / "log/a.log").string());
  BOOST_TEST((sinks[2].rotate_size == 1024 && sinks[2].keep == 0));
  BOOST_TEST((sinks[3].path == "/var/b.log" && sinks[3].rotate_size == 10 && sinks[3].keep == 5));
  BOOST_TEST(sinks[4].path == (here / "etc/c.log").string());
  BOOST_TEST(sinks[4].rotate_size == 0u);
  BOOST_TEST(to_string(sinks[4].place) == "etc/logging.json:5:13");
}

BOOST_AUTO_TEST_CASE(a_worker_has_the_limit_of_the_runtime_unless_it_says_otherwise) {
  const loaded_application loaded = load(
      R"({"name": "a", "runtime": {"mailbox": {"limit": 100, "overflow": "reject"}},
          "supervisor": {"children": [
            {"id": "as_all", "actor": "x"},
            {"id": "larger", "actor": "x", "mailbox": {"limit": 1000}},
            {"id": "other", "actor": "x", "mailbox": {"limit": 5, "overflow": "exit"}},
            {"id": "unlimited", "actor": "x", "mailbox": {"limit": 0}},
            {"id": "supervisor", "actor": "x", "type": "supervisor"}]}})");
  BOOST_TEST(loaded.ok());
  std::vector<mailbox_limit> limits;
  for (const child_entry& each : loaded.spec->supervisor.children) {
    limits.push_back(std::get<worker_entry>(each.spec).spawn.mailbox);
  }
  const std::vector<mailbox_limit> expected = {{100, overflow::reject},
                                               {1000, overflow::reject},
                                               {5, overflow::exit},
                                               {0, overflow::reject},
                                               {}};
  BOOST_TEST((limits == expected));
}

BOOST_AUTO_TEST_CASE(warns_of_an_overflow_without_a_limit) {
  const loaded_application loaded = load(
      R"({"name": "a", "supervisor": {"children": [
            {"id": "a", "actor": "x", "mailbox": {"overflow": "exit"}}]}})");
  BOOST_TEST(loaded.ok());
  BOOST_REQUIRE(loaded.diagnostics.size() == 1U);
  BOOST_TEST(loaded.diagnostics[0].message ==
             R"("mailbox" of child "a" has an "overflow" but no "limit": it is never full)");
}

BOOST_AUTO_TEST_CASE(a_worker_sheds_as_all_do_unless_it_says_otherwise) {
  const loaded_application loaded = load(
      R"({"name": "a", "runtime": {"mailbox": {"max_age": "2s", "queue_alarm": 500,
                                               "shed": {"target": "50ms", "interval": "1s"}}},
          "supervisor": {"children": [
            {"id": "as_all", "actor": "x"},
            {"id": "other", "actor": "x", "mailbox": {"max_age": "1s", "queue_alarm": 0,
                                                      "shed": {"target": "10ms"}}},
            {"id": "never", "actor": "x", "mailbox": {"max_age": "infinity",
                                                      "shed": {"target": "infinity"}}}]}})");
  BOOST_TEST(loaded.ok());
  std::vector<mailbox_limit> limits;
  for (const child_entry& each : loaded.spec->supervisor.children) {
    limits.push_back(std::get<worker_entry>(each.spec).spawn.mailbox);
  }
  const std::vector<mailbox_limit> expected = {
      {.max_age = 2s, .shed = {50ms, 1s}, .queue_alarm = 500},
      {.max_age = 1s, .shed = {10ms, 100ms}, .queue_alarm = 0},
      {.queue_alarm = 500}};
  BOOST_TEST((limits == expected));
}

BOOST_AUTO_TEST_CASE(warns_of_requests_that_are_shed_when_their_callers_have_gone) {
  const auto said = [](const std::string& keys) {
    const loaded_application loaded =
        load(with_children(R"({"id": "a", "actor": "x", )" + keys + "}"));
    BOOST_TEST(loaded.ok());
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics[0].message;
  };
  BOOST_TEST(said(R"("mailbox": {"max_age": "5s"})") ==
             R"("mailbox" of child "a" lets requests wait for 5s, and a call waits for 5s if it )"
             R"(says nothing else: its caller has given up by then)");
  BOOST_TEST(said(R"("mailbox": {"max_age": "4999ms"})") == "");
  BOOST_TEST(said(R"("mailbox": {"max_age": "infinity"})") == "");
  BOOST_TEST(said(R"("deadlines": true, "mailbox": {"max_age": "1h"})") == "");
}

BOOST_AUTO_TEST_CASE(warns_of_a_target_that_max_age_leaves_nothing_to) {
  const auto warned = [](const std::string& keys) {
    return !load(with_children(R"({"id": "a", "actor": "x", "mailbox": {)" + keys + "}}"))
                .diagnostics.empty();
  };
  BOOST_TEST(warned(R"("max_age": "1s", "shed": {"target": "500ms"})"));
  BOOST_TEST(!warned(R"("max_age": "1s", "shed": {"target": "499ms"})"));
  BOOST_TEST(!warned(R"("shed": {"target": "1h"})"));
}

BOOST_AUTO_TEST_CASE(a_worker_on_the_default_scheduler_is_on_none_of_the_others) {
  const loaded_application loaded =
      load(with_children(R"({"id": "a", "actor": "x", "scheduler": "default"})"));
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(first_worker(loaded).spawn.scheduler == "");
}

BOOST_AUTO_TEST_CASE(warns_of_each_key_that_has_no_effect_yet) {
  const loaded_application loaded = load(
      R"({"name": "a", "metrics": {"enabled": true}, "dashboard": {"enabled": false},
          "supervisor": {"children": [{"id": "a", "actor": "x"}]}})");
  BOOST_TEST(loaded.ok());
  std::vector<std::string> warnings;
  for (const diagnostic& each : loaded.diagnostics) {
    BOOST_TEST(each.code == "W207");
    warnings.push_back(each.message);
  }
  const std::vector<std::string> expected = {
      R"("metrics" has no effect yet: this version has no metrics)",
      R"("dashboard" has no effect yet: this version has no dashboard)"};
  BOOST_TEST(warnings == expected, boost::test_tools::per_element());
}

// The complete examples of the format.
BOOST_DATA_TEST_CASE(finds_nothing_wrong_with_an_example,
                     boost::unit_test::data::make({"counter", "tree", "service"}), name) {
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "examples";
  const file_reader read_example = [](const std::filesystem::path& path) {
    document example = parse_document(path.string(), read(path));
    put_in_variables(example, [](const std::string& variable) {
      return variable == "DATABASE_URL" ? std::optional<std::string>("postgres://here")
                                        : std::nullopt;
    });
    return example;
  };
  const loaded_application loaded =
      load_application(read_example(folder / (std::string(name) + ".json")), read_example);
  BOOST_TEST(loaded.ok(), render(loaded.diagnostics, false));
  for (const diagnostic& each : loaded.diagnostics) BOOST_TEST(each.code == "W207");
}

BOOST_AUTO_TEST_CASE(lets_different_supervisors_use_the_same_id) {
  BOOST_TEST(load(with_children(R"({"id": "a", "actor": "x"},
                                   {"id": "b", "children": [{"id": "a", "actor": "x"}]})"))
                 .ok());
}

BOOST_AUTO_TEST_CASE(reads_forty_supervisors_inside_each_other) {
  std::string tree = R"({"id": "leaf", "actor": "x"})";
  for (int i = 0; i < 40; ++i) {
    tree = R"({"id": "s", "children": [)" + tree + "]}";
  }
  BOOST_TEST(load(with_children(tree)).ok());
}

BOOST_AUTO_TEST_CASE(reads_fifty_thousand_children_on_one_line) {
  std::string children;
  for (int i = 0; i < 50'000; ++i) {
    const std::string number = std::to_string(i);
    children += (i == 0 ? "" : ",") + (R"({"name":"c)" + number + R"(","actor":"x"})");
  }
  const loaded_application loaded = load(with_children(children));
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(loaded.spec->supervisor.children.size() == 50'000U);
}

BOOST_AUTO_TEST_CASE(still_gives_a_spec_beside_its_errors_so_that_actors_can_be_checked) {
  loaded_application loaded = load(with_children(R"({"id": "a", "actor": "Stor", "bad": 1})"));
  BOOST_TEST(!loaded.ok());
  BOOST_TEST(loaded.spec.has_value());
  check_actors(loaded, modules);
  BOOST_TEST(loaded.diagnostics.size() == 2U);
}

BOOST_AUTO_TEST_CASE(finds_actors_with_and_without_their_module) {
  loaded_application loaded =
      load(with_children(R"({"id": "a", "actor": "Store"}, {"id": "b", "actor": "shop/counter"})"));
  check_actors(loaded, modules);
  BOOST_TEST(loaded.ok());
}

BOOST_AUTO_TEST_CASE(asks_for_modules_where_none_are_given) {
  loaded_application loaded = load(with_children(R"({"id": "a", "actor": "Store"})"));
  check_actors(loaded, {});
  BOOST_REQUIRE_EQUAL(loaded.diagnostics.size(), 1U);
  BOOST_TEST(loaded.diagnostics[0].help == R"(no modules are given: name them in "modules")");
}

BOOST_AUTO_TEST_CASE(takes_complaints_of_others_at_places_of_the_spec) {
  loaded_application loaded =
      load(R"({"name": "a", "modules": ["gone"], "supervisor": {"children": []}})");
  BOOST_REQUIRE(loaded.ok());
  loaded.complain(loaded.spec->modules[0].place, "E304", "cannot load \"gone\"");
  BOOST_TEST(!loaded.ok());
  BOOST_TEST(render(loaded.diagnostics[0], false) ==
             "error[E304]: cannot load \"gone\"\n"
             " --> app.json:1:27\n"
             "  |\n"
             "1 | {\"name\": \"a\", \"modules\": [\"gone\"], \"supervisor\": {\"children\": []}}\n"
             "  |                           ^^^^^^\n"
             "  = at /modules/0\n");
}

BOOST_AUTO_TEST_CASE(ends_its_complaints_at_a_thousand) {
  std::string children;
  for (int i = 0; i < 3000; ++i) children += std::string(i == 0 ? "" : ",") + "7";
  BOOST_TEST(load(with_children(children)).diagnostics.size() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_quantity)

struct good_duration {
  const char* text;
  duration value;
};
std::ostream& operator<<(std::ostream& out, const good_duration& each) { return out << each.text; }
const good_duration good_durations[] = {
    {"250ms", 250ms},   {"5s", 5s},       {"1m30s", 90s},
    {"1h", 1h},         {"100us", 100us}, {"1.5s", 1500ms},
    {"0.000001s", 1us}, {"0s", 0s},       {"1h1m1s1ms1us", 1h + 1min + 1s + 1ms + 1us},
    {"87600h", 87600h},
};

BOOST_DATA_TEST_CASE(is_a_duration_with_its_units, boost::unit_test::data::make(good_durations),
                     good) {
  const quantity<duration> parsed = parse_duration(good.text);
  BOOST_REQUIRE(parsed.value.has_value());
  BOOST_TEST((*parsed.value == good.value));
  BOOST_TEST((parse_duration(duration_text(good.value)).value == good.value));
}

BOOST_DATA_TEST_CASE(is_no_duration_otherwise,
                     boost::unit_test::data::make({"",
                                                   "5",
                                                   "s",
                                                   "5 s",
                                                   "-5s",
                                                   "5S",
                                                   "5s5s",
                                                   "5s1m",
                                                   "1.s",
                                                   ".5s",
                                                   "1.0000001s",
                                                   "1.5m",
                                                   "87601h",
                                                   "99999999999999999999s",
                                                   "5sx",
                                                   "ms",
                                                   "1e3s",
                                                   "\xff",
                                                   "9223372036854775807us1us",
                                                   "5.",
                                                   "5.5"}),
                     text) {
  const quantity<duration> parsed = parse_duration(text);
  BOOST_TEST(!parsed.value.has_value());
  BOOST_TEST(!parsed.problem.empty());
}

BOOST_AUTO_TEST_CASE(is_a_size_in_powers_of_1024) {
  BOOST_TEST(*parse_size("64KiB").value == 65536U);
  BOOST_TEST(*parse_size("1MiB").value == 1048576U);
  BOOST_TEST(*parse_size("7B").value == 7U);
  BOOST_TEST(parse_size("64KB").correction == R"(write "64KiB")");
  for (const char* wrong : {"", "64", "KiB", "-1KiB", "64 KiB", "1.5MiB", "64kib",
                            "99999999999999999999B", "9999999999GiB"}) {
    BOOST_TEST(!parse_size(wrong).value.has_value(), wrong);
  }
  BOOST_TEST(size_text(65536) == "64KiB");
  BOOST_TEST(size_text(16385) == "16385B");
}

BOOST_AUTO_TEST_CASE(reads_how_many_instances_there_are) {
  const loaded_application one = load(with_children(R"({"id": "hits", "actor": "counter"})"));
  BOOST_TEST(!first_worker(one).instances.has_value());
  const loaded_application four =
      load(with_children(R"({"id": "hits", "actor": "counter", "instances": 4})"));
  BOOST_TEST(first_worker(four).instances.value() == 4U);
}

BOOST_AUTO_TEST_CASE(reads_how_a_pool_chooses_and_what_it_does_when_all_fail) {
  const loaded_application none =
      load(with_children(R"({"name": "hits", "actor": "counter", "instances": 4})"));
  BOOST_TEST(!first_worker(none).route.has_value());
  const loaded_application pool = load(
      with_children(R"({"name": "hits", "actor": "counter", "instances": 4, "route": "by_key"})"));
  BOOST_TEST((first_worker(pool).route == routing::by_key));
  BOOST_TEST((first_worker(pool).when_all_fail == when_all_fail::wait));
  const loaded_application fails = load(with_children(
      R"({"name": "hits", "actor": "counter", "instances": 4, "route": "least_loaded",
          "when_all_fail": "fail"})"));
  BOOST_TEST((first_worker(fails).route == routing::least_loaded));
  BOOST_TEST((first_worker(fails).when_all_fail == when_all_fail::fail));
}

BOOST_AUTO_TEST_CASE(refuses_a_pool_with_the_name_of_another_actor) {
  for (const char* order : {"first", "last"}) {
    const std::string pool =
        R"({"name": "hits", "actor": "counter", "instances": 2, "route": "by_key"})";
    const std::string other =
        R"({"id": "inner", "children": [{"name": "hits", "actor": "counter"}]})";
    const bool is_first = order == std::string_view("first");
    const loaded_application loaded =
        load(with_children(is_first ? pool + ", " + other : other + ", " + pool));
    BOOST_REQUIRE(loaded.diagnostics.size() == 1U);
    BOOST_TEST(loaded.diagnostics[0].message == "the name \"hits\" is given twice");
  }
}

BOOST_AUTO_TEST_CASE(instances_without_a_route_leave_their_common_name_to_others) {
  BOOST_TEST(load(with_children(R"({"name": "hits", "actor": "counter", "instances": 2},
                                   {"name": "hits", "id": "all", "actor": "counter"})"))
                 .ok());
}

BOOST_AUTO_TEST_CASE(refuses_an_instance_with_the_id_of_a_sibling) {
  const loaded_application loaded = load(with_children(R"({"id": "hits-2", "actor": "counter"},
                            {"id": "hits", "actor": "counter", "instances": 2})"));
  BOOST_REQUIRE(loaded.diagnostics.size() == 1U);
  BOOST_TEST(loaded.diagnostics[0].message ==
             "the id \"hits-2\" is given twice among the children of the supervisor");
}

BOOST_AUTO_TEST_CASE(refuses_an_instance_with_the_name_of_another_actor) {
  const loaded_application loaded =
      load(with_children(R"({"name": "hits", "actor": "counter", "instances": 2},
                            {"id": "inner", "children": [{"name": "hits-1", "actor": "counter"}]})"));
  BOOST_REQUIRE(loaded.diagnostics.size() == 1U);
  BOOST_TEST(loaded.diagnostics[0].message == "the name \"hits-1\" is given twice");
}

BOOST_AUTO_TEST_SUITE_END()
