// The args of an application's file, where actors declare them.
#include "fauxtp/arguments.hpp"

#include <cstdlib>

#include "application/changing_tree.hpp"

using namespace reload_test;

namespace {

/// One child with that actor.
std::string child_of(const std::string& actor, const std::string& args) {
  return R"({ "id": "a", "actor": ")" + actor + '"' + (args.empty() ? "" : R"(, "args": )" + args) +
         " }";
}
std::string tree_of(const std::string& child, const std::string& strategy = "one_for_one") {
  const std::string inner =
      strategy == "simple_one_for_one"
          ? R"({ "name": "crowd", "strategy": "simple_one_for_one", "children": [)" + child + "] }"
          : child;
  return R"({ "name": "app", "modules": ["declared"], "supervisor": { "children": [)" + inner +
         "] } }";
}

struct with_file : changing_tree {
  application::finding only_finding(const std::string& text) {
    const auto file = home.path() / "app.json";
    std::ofstream(file) << text;
    const auto found = application::load(file, {MODULE_DIR}).findings();
    BOOST_REQUIRE_MESSAGE(found.size() == 1, found.size() << " findings of " << text);
    return found.front();
  }
  std::string findings(const std::string& text) {
    std::ofstream(home.path() / "app.json") << text;
    std::string all;
    for (const auto& each : application::load(home.path() / "app.json", {MODULE_DIR}).findings()) {
      all += each.code + " " + each.pointer + ": " + each.message +
             (each.help.starts_with("did") ? "; " + each.help : "") + "\n";
    }
    return all;
  }
  std::string said_with(const std::string& args, const std::string& actor = "declared") {
    start(tree_of(child_of(actor, args)));
    std::string said = call(now().pids.at("a"), term("?")).as<std::string>();
    stop();
    return said;
  }
  void teardown() { testing::node::teardown(); }
};

const std::string at = "/supervisor/children/0";

}  // namespace

BOOST_AUTO_TEST_SUITE(arguments)

BOOST_FIXTURE_TEST_CASE(what_is_not_given_is_as_the_struct_says, with_file) {
  BOOST_TEST(said_with(R"({ "path": "p" })") == "0 p 250 0 - one nil");
}

BOOST_FIXTURE_TEST_CASE(all_that_is_given_arrives, with_file) {
  BOOST_TEST(said_with(R"({ "path": "p", "start": -5, "wait": "1m30s", "peers": ["a", "b"],
                            "level": 255, "loud": true, "ports": { "http": 80 },
                            "bounds": { "unit": "kg", "share": 1 }, "row": [2, "two"],
                            "more": { "any": [1] } })") == "-5 p 90000 2 kg two {\"any\": [1]}");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_argument_is_told_with_the_nearest_one, with_file) {
  const auto found = only_finding(tree_of(child_of("declared", R"({ "path": "", "strat": 1 })")));
  BOOST_TEST(found.code == "E306");
  BOOST_TEST(found.message == R"(child "a" has no argument "strat")");
  BOOST_TEST(found.help == R"(did you mean "start"?)");
  BOOST_TEST(found.pointer == at + "/args/strat");
  BOOST_TEST(found.line == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_missing_argument_is_told, with_file) {
  BOOST_TEST(findings(tree_of(child_of("declared", R"({ "start": 1 })"))) ==
             "E307 " + at + "/args: child \"a\" lacks the argument \"path\"\n");
  BOOST_TEST(findings(tree_of(child_of("declared", ""))) ==
             "E307 " + at + ": child \"a\" lacks the argument \"path\"\n");
  BOOST_TEST(findings(tree_of(child_of("declared", R"({ "path": "p", "bounds": {} })"))) ==
             "E307 " + at + "/args/bounds: child \"a\" lacks the argument \"bounds.unit\"\n");
}

BOOST_FIXTURE_TEST_CASE(a_misspelt_argument_that_must_be_given_is_one_mistake, with_file) {
  BOOST_TEST(findings(tree_of(child_of("declared", R"({ "paht": "p" })"))) ==
             "E306 " + at +
                 "/args/paht: child \"a\" has no argument \"paht\"; did you mean \"path\"?\n");
}

BOOST_FIXTURE_TEST_CASE(a_number_without_an_initializer_must_be_given, with_file) {
  for (const std::string actor : {"runs", "lambda"}) {
    BOOST_TEST(findings(tree_of(child_of(actor, "{}"))) ==
               "E307 " + at + "/args: child \"a\" lacks the argument \"port\"\n" + "E307 " + at +
                   "/args: child \"a\" lacks the argument \"on\"\n");
    BOOST_TEST(findings(tree_of(child_of(actor, R"({ "port": 1 })"))) ==
               "E307 " + at + "/args: child \"a\" lacks the argument \"on\"\n");
    BOOST_TEST(findings(tree_of(child_of(actor, R"({ "port": 1, "on": false })"))) == "");
  }
}

BOOST_FIXTURE_TEST_CASE(values_that_the_struct_refuses_are_told_before_anything_starts, with_file) {
  const auto say = [&](const std::string& actor, const std::string& args) {
    return findings(tree_of(child_of(actor, args)));
  };
  BOOST_TEST(say("takes_a_range", R"({ "least": 8 })") == "");
  BOOST_TEST(say("takes_a_range", "") == "");
  BOOST_TEST(say("takes_a_range", R"({ "least": 9 })") ==
             "E310 " + at + "/args: \"args\" of child \"a\": \"least\" is more than \"most\"\n");
  BOOST_TEST(say("takes_a_range", R"({ "most": 13 })") ==
             "E310 " + at + "/args: \"args\" of child \"a\": error: int\n");
  BOOST_TEST(say("takes_a_range", R"({ "least": "9" })").starts_with("E308"),
             "what is of a wrong type is one mistake");
  BOOST_TEST(say("takes_ranges", R"({ "text": "", "inner": { "least": 9 } })") ==
             "E310 " + at +
                 "/args/inner: the argument \"inner\" of child \"a\": \"least\" is more than "
                 "\"most\"\n");
  BOOST_TEST(say("takes_ranges", "") ==
             "E310 " + at + ": child \"a\" has no \"args\": another text\n");
}

BOOST_FIXTURE_TEST_CASE(a_child_on_request_is_checked_by_its_struct_when_it_starts, with_file) {
  start(tree_of(child_of("range_server", R"({ "least": 9 })"), "simple_one_for_one"));
  map more;
  more.set("most", 9);
  BOOST_TEST(dynamic_supervisor::start_child("crowd", term(std::move(more))).ok());
  const child_reply refused = dynamic_supervisor::start_child("crowd");
  BOOST_TEST(refused.reason.error()->what == "the args: \"least\" is more than \"most\"");
  stop();
}

BOOST_FIXTURE_TEST_CASE(each_argument_is_held_against_its_type, with_file) {
  const auto say = [&](const std::string& argument) {
    return only_finding(tree_of(child_of("declared", R"({ "path": "p", )" + argument + " }")));
  };
  const auto says = [&](const std::string& argument, const std::string& wanted) {
    const auto found = say(argument);
    BOOST_TEST(found.code == "E308");
    BOOST_TEST(found.message == "the argument " + wanted);
  };
  says(R"("start": "ten")", R"("start" of child "a" must be an integer from -2147483648 to )"
                            R"(2147483647, not "ten")");
  says(R"("start": 1.5)",
       R"("start" of child "a" must be an integer from -2147483648 to 2147483647, not 1.5)");
  says(R"("start": 3000000000)",
       R"("start" of child "a" must be an integer from -2147483648 to 2147483647, not 3000000000)");
  says(R"("level": 256)", R"("level" of child "a" must be an integer from 0 to 255, not 256)");
  says(R"("loud": 1)", R"("loud" of child "a" must be true or false, not 1)");
  says(R"("wait": 5)", R"("wait" of child "a" must be a duration such as "250ms" or "5s", not 5)");
  says(R"("peers": "a")", R"("peers" of child "a" must be an array, not "a")");
  says(R"("peers": ["a", 2])", R"("peers[1]" of child "a" must be text, not 2)");
  says(R"("ports": { "http": "x" })",
       R"("ports.http" of child "a" must be an integer from -2147483648 to 2147483647, not "x")");
  says(R"("bounds": { "unit": null })", R"("bounds.unit" of child "a" must be text, not null)");
  says(R"("row": [1])", R"("row" of child "a" must be an array of 2, not an array)");
  BOOST_TEST(
      say(R"("wait": "5 apples")")
          .message.starts_with(R"(the argument "wait" of child "a" cannot be "5 apples": )"));
  BOOST_TEST(say(R"("wait": "5 seconds")").help.starts_with(R"(write "5s")"));
  BOOST_TEST(say(R"("peers": ["a", 2])").pointer == at + "/args/peers/1");
  BOOST_TEST(only_finding(tree_of(child_of("declared", "[1]"))).message ==
             R"("args" of child "a" must be an object, not an array)");
}

BOOST_FIXTURE_TEST_CASE(a_size_is_a_number_of_bytes_or_has_a_unit, with_file) {
  const auto said = [&](const std::string& args) { return said_with(args, "memory_server"); };
  BOOST_TEST(said("{}") == "1048576 0");
  BOOST_TEST(said(R"({ "most": "64KiB", "each": 0 })") == "65536 0");
  BOOST_TEST(said(R"({ "most": "1048576GiB" })") == "1125899906842624 0");
  BOOST_TEST(said(R"({ "most": 9223372036854775807, "each": "0B" })") == "9223372036854775807 0");
  setenv("MEMORY", "4096", 1);
  BOOST_TEST(said(R"({ "most": "${MEMORY}", "each": null })") == "4096 0");
  setenv("MEMORY", "4MiB", 1);
  BOOST_TEST(said(R"({ "most": "${MEMORY}" })") == "4194304 0");
  unsetenv("MEMORY");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_size_is_told, with_file) {
  const auto says = [&](const std::string& size) {
    const auto found =
        only_finding(tree_of(child_of("memory_server", R"({ "most": )" + size + " }")));
    BOOST_TEST(found.code == "E308");
    return found.message + (found.help.starts_with("write") ? "; " + found.help : "");
  };
  const std::string wanted = R"(the argument "most" of child "a" must be a size such as "64KiB", )";
  const std::string cannot = R"(the argument "most" of child "a" cannot be )";
  BOOST_TEST(says("-1") == wanted + "not -1");
  BOOST_TEST(says("1.5") == wanted + "not 1.5");
  BOOST_TEST(says("null") == wanted + "not null");
  BOOST_TEST(says(R"("1mb")").starts_with(cannot + R"("1mb": )"));
  BOOST_TEST(says(R"("1mb")").ends_with(R"(; write "1MiB")"));
  BOOST_TEST(says(R"("64")") ==
             cannot + R"("64": "64" has no unit; write 64 for bytes, or "64KiB")");
  BOOST_TEST(says(R"("99999999GiB")").starts_with(cannot + R"("99999999GiB": )"));
  BOOST_TEST(says(R"("")").starts_with(cannot));
}

BOOST_FIXTURE_TEST_CASE(what_takes_nothing_is_given_nothing, with_file) {
  for (const std::string actor : {"takes_nothing", "has_no_fields"}) {
    BOOST_TEST(findings(tree_of(child_of(actor, R"({ "x": 1 })"))) ==
               "E306 " + at + "/args/x: child \"a\" has no argument \"x\"\n");
    BOOST_TEST(findings(tree_of(child_of(actor, "{}"))) == "");
  }
}

BOOST_FIXTURE_TEST_CASE(what_takes_a_term_is_given_anything, with_file) {
  BOOST_TEST(findings(tree_of(child_of("takes_a_term", R"([1, { "x": null }])"))) == "");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_is_written_in_code_declares_its_arguments, with_file) {
  BOOST_TEST(findings(tree_of(child_of("supervises", R"({ "childen": 1 })"))) ==
             "E306 " + at +
                 "/args/childen: child \"a\" has no argument \"childen\"; did you mean "
                 "\"children\"?\n");
  start(tree_of(child_of("supervises", R"({ "children": 2 })")));
  BOOST_TEST(supervisor::count_children(now().pids.at("a")).active == 2U);
  stop();
}

BOOST_FIXTURE_TEST_CASE(the_declared_type_decides_what_a_variable_is, with_file) {
  ::setenv("FAUXTP_TEST_NUMBER", "1.10", 1);
  BOOST_TEST(said_with(R"({ "path": "${FAUXTP_TEST_NUMBER}" })") == "0 1.10 250 0 - one nil");
  ::setenv("FAUXTP_TEST_NUMBER", "7", 1);
  BOOST_TEST(said_with(R"({ "path": "p", "start": "${FAUXTP_TEST_NUMBER}" })") ==
             "7 p 250 0 - one nil");
}

BOOST_FIXTURE_TEST_CASE(a_template_may_leave_arguments_to_who_starts_a_child, with_file) {
  const auto file = [](const std::string& args) {
    return tree_of(child_of("declared", args), "simple_one_for_one");
  };
  const std::string inside = "/supervisor/children/0/children/0/args/";
  BOOST_TEST(findings(file(R"({ "strat": 1 })")) ==
             "E306 " + inside +
                 "strat: child \"a\" has no argument \"strat\"; did you mean \"start\"?\n");
  start(file(R"({ "start": 1 })"));
  const auto given = [](const char* key, term value) {
    map args;
    args.set(key, std::move(value));
    return term(std::move(args));
  };
  const auto started = dynamic_supervisor::start_child("crowd", given("path", "p"));
  BOOST_TEST(call(started.actor, term("?")).as<std::string>() == "1 p 250 0 - one nil");
  const auto fails = [&](term extra) {
    return to_string(dynamic_supervisor::start_child("crowd", std::move(extra)).reason);
  };
  BOOST_TEST(fails(map()).find("the argument \"path\" is missing") != std::string::npos);
  BOOST_TEST(fails(given("path", 5)).find("the argument \"path\" must be text, not 5") !=
             std::string::npos);
  BOOST_TEST(fails(given("paht", "p")).find("there is no argument \"paht\"") != std::string::npos);
  stop();
}

BOOST_FIXTURE_TEST_CASE(a_reload_with_wrong_arguments_changes_nothing, with_file) {
  start(tree_of(child_of("declared", R"({ "path": "p" })")));
  const auto before = now().pids;
  std::ofstream(home.path() / "app.json") << tree_of(child_of("declared", R"({ "path": 5 })"));
  BOOST_TEST(!application::load(home.path() / "app.json", {MODULE_DIR}).ok());
  BOOST_TEST((now().pids == before));
  stop();
}

BOOST_FIXTURE_TEST_CASE(a_form_is_shown_for_people, with_file) {
  struct inner {
    bool on = true;
  };
  struct all {
    int count = 3;
    std::string name_;
    std::optional<inner> part;
    std::vector<double> values;
  };
  BOOST_TEST(to_string(detail::form_of_argument<all>()) ==
             "{count: integer = 3, name: text, part: {on: boolean = true} or null, "
             "values: [number, ...]}");
}

BOOST_AUTO_TEST_SUITE_END()
