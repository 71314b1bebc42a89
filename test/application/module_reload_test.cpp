// A module that is built anew while actors of the old build run.
#include "application/changing_tree.hpp"

using namespace reload_test;

namespace {

const std::string greeters =
    R"({ "name": "app", "modules": ["greeter", "keepers"],
         "supervisor": { "children": [ { "id": "g", "actor": "greeter" },
                                       { "id": "k", "actor": "keeper" } ] } })";

struct rebuilt : changing_tree {
  /// Works as a linker does: makes a new file under the old name.
  void build(int number) {
    const auto made = home.path() / "new.so";
    std::filesystem::copy_file(MODULE_DIR "/greeter_" + std::to_string(number) + ".so", made);
    std::filesystem::rename(made, home.path() / "greeter.so");
  }
  int greeting() const { return call(now().pids.at("g"), term("?")).as<int>(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(module_reload)

BOOST_FIXTURE_TEST_CASE(a_new_build_is_taken_only_when_it_is_asked_for, rebuilt) {
  build(1);
  start(greeters);
  BOOST_TEST(greeting() == 1);
  build(2);
  BOOST_TEST(text_of(plan_for(greeters)) == "");
  const auto before = now().pids;
  const auto next = loaded(home, greeters, module_age::newest);
  const reload_plan plan(running, next);
  BOOST_TEST(text_of(plan) == "restart g: module greeter was built anew\n");
  BOOST_TEST(plan.apply(root).ok);
  running = next;
  BOOST_TEST(greeting() == 2);
  BOOST_TEST((now().pids.at("k") == before.at("k")));
  BOOST_TEST(text_of(reload_plan(running, loaded(home, greeters, module_age::newest))) == "");
}

BOOST_FIXTURE_TEST_CASE(a_restart_goes_on_with_the_build_that_it_had, rebuilt) {
  build(1);
  start(greeters);
  build(2);
  exit(now().pids.at("g"), exit_reason(term("crash")));
  settle();
  BOOST_TEST(greeting() == 1);
}

BOOST_FIXTURE_TEST_CASE(ten_builds_one_after_the_other, rebuilt) {
  build(1);
  start(greeters);
  for (int i = 0; i < 10; ++i) {
    const int number = i % 2 == 0 ? 2 : 1;
    build(number);
    const auto next = loaded(home, greeters, module_age::newest);
    BOOST_TEST(reload_plan(running, next).apply(root).ok);
    running = next;
    BOOST_TEST(greeting() == number);
  }
}

BOOST_FIXTURE_TEST_CASE(a_build_that_cannot_be_loaded_changes_nothing, rebuilt) {
  build(1);
  start(greeters);
  std::ofstream(home.path() / "new.so") << "no library";
  std::filesystem::rename(home.path() / "new.so", home.path() / "greeter.so");
  const auto file = home.path() / "app.json";
  const auto next = application::load(file, {home.path(), MODULE_DIR}, module_age::newest);
  BOOST_TEST(!next.ok());
  BOOST_TEST(next.messages().find("E305") != std::string::npos);
  BOOST_TEST(greeting() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_module_is_the_same_however_its_file_is_written, rebuilt) {
  build(1);
  const auto elsewhere = home.path() / "elsewhere";
  std::filesystem::create_directory(elsewhere);
  std::filesystem::create_directory_symlink("..", elsewhere / "back");
  std::filesystem::create_symlink("../greeter.so", elsewhere / "soft.so");
  std::filesystem::create_hard_link(home.path() / "greeter.so", elsewhere / "hard.so");
  const auto with = [](const std::string& module) {
    return R"({ "name": "app", "modules": [")" + module + R"("],
                "supervisor": { "children": [ { "id": "g", "actor": "greeter" } ] } })";
  };
  start(with("greeter"));
  const auto here = std::filesystem::relative(home.path()).string();
  for (const std::string& module :
       {std::string("./greeter"), std::string("elsewhere/../greeter.so"),
        std::string("elsewhere/back/greeter"), std::string("elsewhere/soft"),
        std::string("elsewhere/hard.so"), (home.path() / "greeter").string()}) {
    BOOST_TEST(text_of(plan_for(with(module))) == "", module);
    const auto next = std::make_shared<application>(
        application::load(std::filesystem::path(here) / "app.json", {MODULE_DIR}));
    BOOST_TEST(text_of(reload_plan(running, next)) == "", module);
  }
}

BOOST_FIXTURE_TEST_CASE(a_link_that_leads_to_another_build_is_a_module_that_was_built_anew,
                        rebuilt) {
  const auto lead_to = [&](const std::string& number) {
    std::filesystem::remove(home.path() / "greeter.so");
    std::filesystem::create_symlink(MODULE_DIR "/greeter_" + number + ".so",
                                    home.path() / "greeter.so");
  };
  lead_to("1");
  start(greeters);
  lead_to("2");
  BOOST_TEST(text_of(plan_for(greeters)) == "");
  const auto next = loaded(home, greeters, module_age::newest);
  BOOST_TEST(text_of(reload_plan(running, next)) == "restart g: module greeter was built anew\n");
  BOOST_TEST(next->rebuilt_modules().empty());
}

BOOST_AUTO_TEST_SUITE_END()
