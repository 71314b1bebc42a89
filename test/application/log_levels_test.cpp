// Which actors the levels in an application's file mean.
#include "application/changing_tree.hpp"

using namespace reload_test;

namespace {

struct file_with_levels {
  folder home;

  std::shared_ptr<const application> read(const std::string& levels, const std::string& children) {
    return loaded(home, tree_file(R"({ "children": [)" + children + "] }",
                                  R"("logging": { "levels": {)" + levels + "} },"));
  }
  /// "app/a debug", a line for each.
  std::string levels(const std::string& levels, const std::string& children) {
    std::string text;
    for (const auto& [path, level] : read(levels, children)->log_levels()) {
      text += path + " " + std::string(to_string(level)) + "\n";
    }
    return text;
  }
};

std::string below(const std::string& children, const std::string& more = "") {
  return R"({ "id": "in", )" + more + R"("children": [)" + children + "] }";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_levels, file_with_levels)

BOOST_AUTO_TEST_CASE(a_word_is_a_path_of_ids_with_or_without_the_root) {
  BOOST_TEST(levels(R"("in/a": "debug", "app/b": "error")",
                    below(keeper("a")) + "," + keeper("b")) == "app/b error\napp/in/a debug\n");
}

BOOST_AUTO_TEST_CASE(a_word_is_a_registered_name) {
  BOOST_TEST(levels(R"("store": "debug")", below(keeper("a", R"("name": "store")"))) ==
             "app/in/a debug\n");
}

BOOST_AUTO_TEST_CASE(a_word_is_a_module_of_which_each_actor_is_meant) {
  BOOST_TEST(levels(R"("keepers": "debug")", below(keeper("a")) + "," + keeper("b")) ==
             "app/b debug\napp/in/a debug\n");
}

BOOST_AUTO_TEST_CASE(a_child_says_its_own_level) {
  BOOST_TEST(levels("", below(keeper("a", R"("log_level": "debug")"),
                              R"("log_level": "error", )")) == "app/in error\napp/in/a debug\n");
}

BOOST_AUTO_TEST_CASE(the_path_counts_more_than_the_name_than_the_child_than_the_module) {
  const std::string a = R"("name": "n", "log_level": "info")";
  const auto level_of_a = [&](const std::string& words, const std::string& of_a) {
    return levels(words, keeper("a", of_a));
  };
  const std::string module = R"("keepers": "debug")", name = R"("n": "notice", )",
                    path = R"("a": "error", )";
  BOOST_TEST(level_of_a(module, R"("name": "n")") == "app/a debug\n");
  BOOST_TEST(level_of_a(module, a) == "app/a info\n");
  BOOST_TEST(level_of_a(name + module, a) == "app/a notice\n");
  BOOST_TEST(level_of_a(path + name + module, a) == "app/a error\n");
}

BOOST_AUTO_TEST_CASE(a_word_for_all_instances_is_a_word_for_each) {
  BOOST_TEST(levels(R"("a": "debug", "a-2": "error")", keeper("a", R"("instances": 2)")) ==
             "app/a-1 debug\napp/a-2 error\n");
}

BOOST_AUTO_TEST_CASE(a_template_means_the_children_that_start_from_it) {
  BOOST_TEST(levels("", below(keeper("one", R"("log_level": "debug")"),
                              R"("strategy": "simple_one_for_one", )")) == "app/in/ debug\n");
}

BOOST_AUTO_TEST_CASE(a_word_of_nobody_is_warned_of_and_counts_for_who_takes_that_name) {
  const auto read_with = [this](const std::string& word) {
    return read("\"" + word + "\": \"debug\"", keeper("store"));
  };
  const auto misspelt = read_with("stroe");
  BOOST_REQUIRE(misspelt->findings().size() == 1u);
  BOOST_TEST(misspelt->findings()[0].code == "W208");
  BOOST_TEST(misspelt->findings()[0].help == "did you mean \"store\"?");
  BOOST_TEST(misspelt->findings()[0].pointer == "/logging/levels/stroe");
  BOOST_TEST((misspelt->log_levels().at("stroe") == severity::debug));
  BOOST_TEST(read_with("store/what_it_starts")->findings().empty());
}

BOOST_AUTO_TEST_SUITE_END()
