// ${VAR} in an application's file.
#include "document/variables.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

#include "declaration/application_loader.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

using variables = std::map<std::string, std::string>;

document with(const variables& set, std::string text) {
  document made = parse_document("app.json", std::move(text));
  put_in_variables(made, [&set](const std::string& name) {
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  });
  return made;
}

/// What one text becomes.
std::string of(const std::string& text,
               const variables& set = {{"REGION", "eu-2"}, {"EMPTY", ""}}) {
  const document made = with(set, "[\"" + text + "\"]");
  if (!made.diagnostics.empty()) return made.diagnostics[0].message;
  return *made.root->as<json_node::array>()->at(0).as<std::string>();
}

std::string in_application(const std::string& members) {
  return R"({"name": "shop", )" + members + R"("supervisor": {"children": []}})";
}

loaded_application load(const variables& set, const std::string& members) {
  return load_application(with(set, in_application(members)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(variables_test)

BOOST_AUTO_TEST_CASE(a_variable_is_replaced_wherever_it_stands_in_a_text) {
  BOOST_TEST(of("${REGION}") == "eu-2");
  BOOST_TEST(of("to ${REGION}, twice: ${REGION}!") == "to eu-2, twice: eu-2!");
  BOOST_TEST(of("${EMPTY}") == "");
}

BOOST_AUTO_TEST_CASE(a_default_counts_when_the_variable_is_not_set_or_empty) {
  BOOST_TEST(of("${REGION:-eu-1}") == "eu-2");
  BOOST_TEST(of("${OTHER:-eu-1}") == "eu-1");
  BOOST_TEST(of("${EMPTY:-eu-1}") == "eu-1");
  BOOST_TEST(of("${OTHER:-}") == "");
}

BOOST_AUTO_TEST_CASE(a_message_says_why_a_variable_must_be_set) {
  BOOST_TEST(of("${REGION:?set it}") == "eu-2");
  BOOST_TEST(of("${OTHER:?set it to a region}") ==
             "the variable OTHER is not set: set it to a region");
  BOOST_TEST(of("${EMPTY:?set it}") == "the variable EMPTY is empty: set it");
  BOOST_TEST(of("${OTHER:?}") == "the variable OTHER is not set");
}

BOOST_AUTO_TEST_CASE(a_variable_without_a_default_must_be_set) {
  BOOST_TEST(of("${OTHER}") == "the variable OTHER is not set");
}

BOOST_AUTO_TEST_CASE(two_dollars_are_one_and_one_before_other_things_stays) {
  BOOST_TEST(of("costs $$5") == "costs $5");
  BOOST_TEST(of("costs $5") == "costs $5");
  BOOST_TEST(of("$${REGION}") == "${REGION}");
  BOOST_TEST(of("at the end $") == "at the end $");
}

BOOST_AUTO_TEST_CASE(a_default_may_have_variables_of_its_own) {
  BOOST_TEST(of("${A:-${B:-c}}") == "c");
  BOOST_TEST(of("${A:-${B:-c}}", {{"A", "set"}}) == "set");
  BOOST_TEST(of("${A:-${B:-c}}", {{"B", "set"}}) == "set");
  BOOST_TEST(of("<${A:-a${B:-b${C:-c}b}a}>") == "<abcba>");
  BOOST_TEST(of("${A:-${REGION}}/${B:-${REGION}}") == "eu-2/eu-2");
  BOOST_TEST(of("${A:-$${B}}") == "${B}");
  BOOST_TEST(of("${A:-${B:?set A or B}}") == "the variable B is not set: set A or B");
  BOOST_TEST(of("${A:-${B:?set A or B}}", {{"A", "a"}}) == "a");
  BOOST_TEST(of("${A:?set it in ${REGION}}") == "the variable A is not set: set it in eu-2");
}

BOOST_AUTO_TEST_CASE(a_default_may_have_braces_in_pairs) {
  BOOST_TEST(of("${A:-{x}}") == "{x}");
  BOOST_TEST(of("${A:-{x}}", {{"A", "set"}}) == "set");
  BOOST_TEST(of("${A:-{${B:-b}}}!") == "{b}!");
  BOOST_TEST(of("${A:-{}").find("never closed") != std::string::npos);
  BOOST_TEST(of("${A:-${B:-c}").find("never closed") != std::string::npos);
  BOOST_TEST(of("${A:-x}}") == "x}");
}

BOOST_AUTO_TEST_CASE(defaults_inside_each_other_are_bounded) {
  std::string deep = "x";
  for (int i = 0; i < 100; ++i) deep = "${A:-" + deep + "}";
  BOOST_TEST(of(deep) == "x");
  for (int i = 0; i < 100'000; ++i) deep = "${A:-" + deep + "}";
  BOOST_TEST(of(deep) == "more than 100 variables inside each other");
}

BOOST_AUTO_TEST_CASE(what_is_said_to_be_text_is_never_a_number) {
  const auto args = [](const std::string& text) {
    const auto loaded =
        load({{"VERSION", "1.10"}, {"COMMIT", "1234e5"}}, R"("env": { "it": ")" + text + R"(" },)");
    BOOST_REQUIRE(loaded.ok());
    return to_string(*loaded.spec->env->get_if<map>()->find("it"));
  };
  BOOST_TEST(args("${VERSION}") == "1.1");
  BOOST_TEST(args("${VERSION@text}") == "\"1.10\"");
  BOOST_TEST(args("${COMMIT@text}") == "\"1234e5\"");
  BOOST_TEST(args("${NONE@text:-1.10}") == "\"1.10\"");
  BOOST_TEST(args("${NONE:-${VERSION@text}}") == "1.1");  // what counts is the whole text
  BOOST_TEST(args("${NONE:-${OTHER:-7}}") == "7");
  BOOST_TEST(of("${REGION@number}").find("is no variable") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_variable_holds_is_not_looked_through_again) {
  BOOST_TEST(of("${A}", {{"A", "${B} $$"}}) == "${B} $$");
}

BOOST_AUTO_TEST_CASE(what_is_no_variable_is_refused) {
  for (const char* wrong : {"${}", "${1}", "${A B}", "${A:}", "${A:=1}", "${A-1}", "${:-x}"}) {
    BOOST_TEST(of(wrong) == "\"" + std::string(wrong) + "\" is no variable");
  }
  BOOST_TEST(of("a ${REGION") == "\"a ${REGION\" has a ${ that is never closed");
}

BOOST_AUTO_TEST_CASE(a_variable_must_be_text) {
  BOOST_TEST(of("${A}", {{"A", "\xff"}}) == "the variable A is not UTF-8 text");
}

BOOST_AUTO_TEST_CASE(a_mistake_has_its_place_in_the_file) {
  const document made = with({}, "{\n  \"a\": [\"x\", \"${NOT_SET}\"]\n}");
  BOOST_REQUIRE(made.diagnostics.size() == 1U);
  BOOST_TEST(to_string(made.diagnostics[0].place) == "app.json:2:14");
  BOOST_TEST(made.diagnostics[0].place.pointer == "/a/1");
}

BOOST_AUTO_TEST_CASE(keys_are_left_alone) {
  const document made = with({}, R"({"${A}": 1})");
  BOOST_TEST(made.diagnostics.empty());
  BOOST_TEST((made.root->find("${A}") != nullptr));
}

BOOST_AUTO_TEST_CASE(a_variable_is_read_as_what_is_wanted) {
  const auto loaded = load({{"THREADS", "4"}, {"STACK", "128KiB"}, {"TIME", "7s"}},
                           R"("runtime": {"threads": "${THREADS}", "stack_size": "${STACK}",
              "shutdown_timeout": "${TIME:-1s}"}, "vsn": "${THREADS}",)");
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  BOOST_TEST(loaded.spec->runtime.threads == 4);
  BOOST_TEST(loaded.spec->runtime.stack_size == 128U * 1024);
  BOOST_TEST((loaded.spec->runtime.shutdown_timeout == 7s));
  BOOST_TEST(loaded.spec->vsn == "4");
}

BOOST_AUTO_TEST_CASE(a_variable_of_the_wrong_kind_is_refused) {
  const auto loaded = load({{"THREADS", "many"}}, R"("runtime": {"threads": "${THREADS}"},)");
  BOOST_REQUIRE(loaded.diagnostics.size() == 1U);
  BOOST_TEST(loaded.diagnostics[0].message ==
             "\"threads\" in \"runtime\" must be an integer from 0 to 1024, not \"many\"");
}

BOOST_AUTO_TEST_CASE(where_anything_goes_a_variable_is_what_it_looks_like) {
  const auto loaded = load({{"N", "5"}, {"F", "2.5"}, {"B", "true"}, {"T", "x1"}, {"L", "[1]"}},
                           R"("env": {"n": "${N}", "f": "${F}", "b": "${B}", "t": "${T}",
                              "l": "${L}", "part": "${N} of 7", "five": "5"},)");
  BOOST_REQUIRE_MESSAGE(loaded.ok(), render(loaded.diagnostics, false));
  BOOST_TEST(
      to_string(*loaded.spec->env) ==
      R"({"b": true, "f": 2.5, "five": "5", "l": "[1]", "n": 5, "part": "5 of 7", "t": "x1"})");
}

BOOST_AUTO_TEST_CASE(each_that_is_missing_is_told) {
  const auto loaded = load({}, R"("vsn": "${A}", "description": "${B}",)");
  BOOST_TEST(loaded.diagnostics.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
