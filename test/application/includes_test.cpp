// Files that an application's file includes.
#include "declaration/includes.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "declaration/application_loader.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

using files = std::map<std::string, std::string>;

/// The code and the place of the first diagnostic; empty if there is none.
std::string first_mistake(const loaded_application& loaded) {
  if (loaded.diagnostics.empty()) return "";
  const diagnostic& first = loaded.diagnostics.front();
  return first.code + " " + to_string(first.place) + " " + first.place.pointer;
}

loaded_application load(const std::string& own, const files& others) {
  return load_application(
      parse_document("etc/app.json", own), [&others](const std::filesystem::path& path) {
        const auto found = others.find(path.string());
        return found == others.end() ? unreadable_document(path, "No such file or directory")
                                     : parse_document(path.string(), found->second);
      });
}

loaded_application load_good(const std::string& own, const files& others) {
  loaded_application loaded = load(own, others);
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  return loaded;
}

/// An application with these members besides its name and an empty supervisor.
std::string with(const std::string& members) {
  return R"({"name": "shop", "supervisor": {"children": []}, )" + members + "}";
}
std::string with_children(const std::string& children) {
  return R"({"name": "shop", "supervisor": {"children": [)" + children + "]}}";
}

std::string ids(const supervisor_entry& supervisor) {
  std::string all;
  for (const child_entry& each : supervisor.children) {
    all +=
        (all.empty() ? "" : " ") + std::visit([](const auto& spec) { return spec.id; }, each.spec);
  }
  return all;
}

constexpr const char* a_child = R"({"id": "a", "actor": "x"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(includes_test)

BOOST_AUTO_TEST_CASE(settings_of_an_included_file_lie_under_those_of_the_file_itself) {
  const auto loaded = load_good(
      with(R"("include": ["base.json"], "vsn": "2", "runtime": {"threads": 2})"),
      {{"etc/base.json",
        R"({"vsn": "1", "description": "a shop", "runtime": {"threads": 8, "stack_size": "1MiB"}})"}});
  BOOST_TEST(loaded.spec->vsn == "2");
  BOOST_TEST(loaded.spec->description == "a shop");
  BOOST_TEST(loaded.spec->runtime.threads == 2);
  BOOST_TEST(loaded.spec->runtime.stack_size == 1048576U);
}

BOOST_AUTO_TEST_CASE(of_two_included_files_the_later_counts) {
  const auto loaded = load_good(with(R"("include": ["one.json", "two.json"])"),
                                {{"etc/one.json", R"({"vsn": "1", "env": {"a": 1, "b": 1}})"},
                                 {"etc/two.json", R"({"vsn": "2", "env": {"b": 2}})"}});
  BOOST_TEST(loaded.spec->vsn == "2");
  BOOST_TEST(to_string(*loaded.spec->env) == R"({"a": 1, "b": 2})");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_replaced_as_a_whole) {
  const auto loaded =
      load_good(with(R"("include": ["base.json"], "env": {"list": [1], "deep": {"x": {"y": 1}}})"),
                {{"etc/base.json", R"({"env": {"list": [2, 3], "deep": {"x": {"z": 2}}}})"}});
  BOOST_TEST(to_string(*loaded.spec->env) == R"({"deep": {"x": {"y": 1, "z": 2}}, "list": [1]})");
}

BOOST_AUTO_TEST_CASE(the_whole_tree_may_come_from_an_included_file) {
  const auto loaded =
      load_good(R"({"include": ["tree.json"], "name": "shop", "supervisor": {"intensity": 9}})",
                {{"etc/tree.json", R"({"supervisor": {"intensity": 1, "children": [)" +
                                       std::string(a_child) + "]}}"}});
  BOOST_TEST(loaded.spec->supervisor.intensity == 9);
  BOOST_TEST(ids(loaded.spec->supervisor) == "a");
}

BOOST_AUTO_TEST_CASE(an_included_file_includes_relative_to_itself) {
  const auto loaded = load_good(with(R"("include": ["deep/one.json"])"),
                                {{"etc/deep/one.json", R"({"include": ["../two.json"]})"},
                                 {"etc/two.json", R"({"vsn": "2"})"}});
  BOOST_TEST(loaded.spec->vsn == "2");
}

BOOST_AUTO_TEST_CASE(modules_with_a_path_are_relative_to_the_file_that_names_them) {
  const auto loaded = load_good(
      with(R"("include": ["deep/one.json"])"),
      {{"etc/deep/one.json", R"({"modules": ["plain", "./x.so"], "module_path": ["here"]})"}});
  const auto deep = std::filesystem::current_path() / "etc/deep";
  BOOST_TEST(loaded.spec->modules.at(0).module == "plain");
  BOOST_TEST(loaded.spec->modules.at(1).module == (deep / "x.so").string());
  BOOST_TEST(loaded.spec->module_path.at(0) == (deep / "here").string());
}

BOOST_AUTO_TEST_CASE(a_mistake_in_an_included_file_has_its_place_and_its_pointer_there) {
  const loaded_application loaded =
      load(with(R"("include": ["base.json"])"),
           {{"etc/base.json", "{\n \"runtime\": {\"threads\": -1}\n}"}});
  BOOST_TEST(first_mistake(loaded) == "E105 etc/base.json:2:25 /runtime/threads");
  BOOST_TEST(loaded.diagnostics.at(0).source.text == R"( "runtime": {"threads": -1})");
  BOOST_TEST(loaded.diagnostics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_key_of_a_merged_object_keeps_the_place_of_its_own_file) {
  const loaded_application loaded =
      load(with(R"("include": ["base.json"], "runtime": {"treads": 1})"),
           {{"etc/base.json", R"({"runtime": {"stack": 1}})"}});
  BOOST_REQUIRE_EQUAL(loaded.diagnostics.size(), 2U);
  BOOST_TEST(to_string(loaded.diagnostics[0].place) == "etc/app.json:1:88");
  BOOST_TEST(to_string(loaded.diagnostics[1].place) == "etc/base.json:1:14");
}

BOOST_AUTO_TEST_CASE(a_file_with_one_child_or_with_several_puts_them_in_its_place) {
  const auto loaded =
      load_good(with_children(R"({"id": "first", "actor": "x"}, {"include": "one.json"},
                       {"include": "more.json"}, {"id": "last", "actor": "x"})"),
                {{"etc/one.json", a_child},
                 {"etc/more.json", R"([{"id": "b", "actor": "x"}, {"include": "none.json"},
                             {"id": "c", "children": []}])"},
                 {"etc/none.json", "[]"}});
  BOOST_TEST(ids(loaded.spec->supervisor) == "first a b c last");
  const auto& child = std::get<worker_entry>(loaded.spec->supervisor.children.at(1).spec);
  BOOST_TEST(to_string(child.actor_place) == "etc/one.json:1:22");
  BOOST_TEST(child.actor_place.pointer == "/actor");
}

BOOST_AUTO_TEST_CASE(several_supervisors_may_include_the_same_children) {
  const auto loaded = load_good(with_children(R"(
    {"id": "north", "children": [{"include": "one.json"}]},
    {"id": "south", "children": [{"include": "one.json"}]})"),
                                {{"etc/one.json", a_child}});
  for (const child_entry& each : loaded.spec->supervisor.children) {
    BOOST_TEST(ids(std::get<supervisor_entry>(each.spec)) == "a");
  }
  BOOST_TEST(loaded.sources.size() == 2U);  // read once
}

BOOST_AUTO_TEST_CASE(an_id_that_is_given_twice_is_found_across_files) {
  const loaded_application loaded =
      load(with_children(std::string(a_child) + R"(, {"include": "one.json"})"),
           {{"etc/one.json", a_child}});
  BOOST_TEST(first_mistake(loaded) == "E201 etc/one.json:1:8 /id");
  BOOST_TEST(loaded.diagnostics.at(0).help == "first at etc/app.json:1:53");
}

BOOST_AUTO_TEST_CASE(a_child_has_its_number_among_all_of_its_supervisor) {
  const loaded_application loaded =
      load(with_children(std::string(a_child) + R"(, {"include": "one.json"})"),
           {{"etc/one.json", "[7]"}});
  BOOST_TEST(first_mistake(loaded) == "E103 etc/one.json:1:2 /0");
  BOOST_TEST(loaded.diagnostics.at(0).message ==
             "child number 2 of the supervisor must be an object, not 7");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_complained_about_where_it_is_named) {
  const loaded_application loaded = load(with(R"("include": ["gone.json"])"), {});
  BOOST_TEST(first_mistake(loaded) == "E110 etc/app.json:1:62 /include/0");
  BOOST_TEST(loaded.diagnostics.at(0).help ==
             "cannot read etc/gone.json: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_json_is_complained_about_where_that_ends) {
  const loaded_application loaded =
      load(with_children(R"({"include": "one.json"})"), {{"etc/one.json", "[\n 1,\n ]"}});
  BOOST_TEST(to_string(loaded.diagnostics.at(0).place).starts_with("etc/one.json:"));
  BOOST_TEST(loaded.diagnostics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(files_that_include_each_other_are_refused_with_the_way_round) {
  const loaded_application settings = load(with(R"("include": ["one.json"])"),
                                           {{"etc/one.json", R"({"include": ["two.json"]})"},
                                            {"etc/two.json", R"({"include": ["./one.json"]})"}});
  BOOST_TEST(first_mistake(settings) == "E110 etc/two.json:1:14 /include/0");
  BOOST_TEST(settings.diagnostics.at(0).help ==
             "etc/app.json -> etc/one.json -> etc/two.json -> etc/one.json");
  const loaded_application children =
      load(with_children(R"({"include": "one.json"})"),
           {{"etc/one.json", R"({"id": "a", "children": [{"include": "one.json"}]})"}});
  BOOST_TEST(first_mistake(children) == "E110 etc/one.json:1:38 /children/0/include");
  BOOST_TEST(children.diagnostics.at(0).help == "etc/app.json -> etc/one.json -> etc/one.json");
}

BOOST_AUTO_TEST_CASE(files_are_not_followed_for_ever) {
  files deep;
  for (int i = 0; i < 100; ++i) {
    const std::string next = std::to_string(i + 1);
    deep["etc/" + std::to_string(i) + ".json"] = R"([{"include": ")" + next + R"(.json"}])";
  }
  const loaded_application chain = load(with_children(R"({"include": "0.json"})"), deep);
  BOOST_TEST(first_mistake(chain) == "E110 etc/19.json:1:14 /0/include");

  files wide;
  std::string hundred;
  for (int i = 0; i < 100; ++i) {
    hundred += std::string(i == 0 ? "" : ",") + R"({"include": "NEXT.json"})";
  }
  for (int level = 0; level < 6; ++level) {
    std::string text = hundred;
    for (std::size_t at = 0; (at = text.find("NEXT", at)) != std::string::npos;) {
      text.replace(at, 4, std::to_string(level + 1));
    }
    wide["etc/" + std::to_string(level) + ".json"] = "[" + text + "]";
  }
  wide["etc/6.json"] = "[]";
  const loaded_application crowd = load(with_children(R"({"include": "0.json"})"), wide);
  BOOST_TEST(crowd.diagnostics.at(0).message == "there are more than 1000000 children");
}

BOOST_AUTO_TEST_CASE(supervisors_of_many_files_do_not_nest_for_ever) {
  files deep;
  for (int i = 0; i < 5; ++i) {
    std::string tree = R"({"include": ")" + std::to_string(i + 1) + R"(.json"})";
    for (int level = 0; level < 40; ++level) {
      tree = R"({"id": "s", "children": [)" + tree + "]}";
    }
    deep["etc/" + std::to_string(i) + ".json"] = tree;
  }
  deep["etc/5.json"] = "[]";
  const loaded_application loaded = load(with_children(R"({"include": "0.json"})"), deep);
  BOOST_TEST(loaded.diagnostics.at(0).message == "more than 100 supervisors inside each other");
  BOOST_TEST(loaded.diagnostics.at(0).place.file == "etc/2.json");
}

BOOST_AUTO_TEST_CASE(files_together_are_bounded_like_one) {
  std::string settings = "{\"env\": {\"list\": [1";
  for (std::size_t i = 0; i < document::max_values / 2; ++i) settings += ",1";
  settings += "]}}";
  const loaded_application loaded = load(with(R"("include": ["one.json", "two.json"])"),
                                         {{"etc/one.json", settings}, {"etc/two.json", settings}});
  BOOST_TEST(first_mistake(loaded) == "E110 etc/app.json:1:74 /include/1");
  const std::string large = "{}" + std::string(document::max_bytes / 2, ' ');
  const loaded_application in_bytes = load(with(R"("include": ["one.json", "two.json"])"),
                                           {{"etc/one.json", large}, {"etc/two.json", large}});
  BOOST_TEST(first_mistake(in_bytes) == "E110 etc/app.json:1:74 /include/1");
}

BOOST_AUTO_TEST_CASE(files_are_read_from_the_disk_with_the_environment_in_them) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("fauxtp_includes_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "parts");
  ::setenv("FAUXTP_INCLUDES_TEST", "parts", 1);
  std::ofstream(folder / "app.json")
      << R"({"name": "shop", "include": ["${FAUXTP_INCLUDES_TEST}/base.json"],
             "supervisor": {"children": [{"include": "parts/children.json"}]}})";
  std::ofstream(folder / "parts/base.json") << R"({"vsn": "from ${FAUXTP_INCLUDES_TEST}"})";
  std::ofstream(folder / "parts/children.json") << "[" << a_child << "]";
  const loaded_application loaded = load_application(folder / "app.json");
  std::filesystem::remove_all(folder);
  ::unsetenv("FAUXTP_INCLUDES_TEST");
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  BOOST_TEST(loaded.spec->vsn == "from parts");
  BOOST_TEST(ids(loaded.spec->supervisor) == "a");
}

BOOST_AUTO_TEST_CASE(no_more_is_complained_of_than_of_one_file) {
  std::string wrong;
  for (std::size_t i = 0; i < most_complaints; ++i) wrong += "1, ";
  const loaded_application loaded = load(with_children(wrong + R"({"include": "more.json"})"),
                                         {{"etc/more.json", R"([{"a": 1, "a": 2}])"}});
  BOOST_TEST(loaded.diagnostics.size() == most_complaints);
}

BOOST_AUTO_TEST_SUITE_END()
