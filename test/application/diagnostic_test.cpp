// How a mistake is shown, and which word is suggested for the wrong one.
#include "document/diagnostic.hpp"

#include <array>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "declaration/foreign_words.hpp"
#include "term/unicode.hpp"

namespace {

using namespace fauxtp;

diagnostic at(const source_text& source, std::string_view word, std::string label = {}) {
  const std::size_t begin = source.text().find(word);
  return make_diagnostic(source, begin, begin + word.size(), "E102", "wrong", std::move(label));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_diagnostic)

BOOST_AUTO_TEST_CASE(shows_place_line_underline_and_advice) {
  std::string text(13, '\n');
  text += R"(    { "id": "pricer", "actor": "Pricer", "restrat": "permanent" })";
  const source_text source("config/app.json", text);
  diagnostic shown = at(source, R"("restrat")", R"(did you mean "restart"?)");
  shown.message = R"(unknown key "restrat" in child "pricer")";
  shown.help = "allowed here: actor, args";
  shown.place.pointer = "/supervisor/children/0/restrat";
  const std::vector<diagnostic> all = {std::move(shown)};
  BOOST_TEST(render(all, false) ==
             "error[E102]: unknown key \"restrat\" in child \"pricer\"\n"
             "  --> config/app.json:14:42\n"
             "   |\n"
             "14 |     { \"id\": \"pricer\", \"actor\": \"Pricer\", \"restrat\": \"permanent\" }\n"
             "   |                                          ^^^^^^^^^ did you mean \"restart\"?\n"
             "   = at /supervisor/children/0/restrat\n"
             "   = allowed here: actor, args\n"
             "\n"
             "1 error, 0 warnings\n");
}

BOOST_AUTO_TEST_CASE(without_a_line_shows_only_the_sentence_and_the_advice) {
  BOOST_TEST(render(make_file_diagnostic("app.json", "E001", "cannot read app.json", "look"),
                    false) == "error[E001]: cannot read app.json\n = look\n");
}

BOOST_AUTO_TEST_CASE(is_the_same_with_colour_once_the_colour_is_taken_away) {
  const source_text source("f.json", "{ \"a\": 1 }");
  const diagnostic shown = at(source, "\"a\"", "this");
  std::string coloured = render(shown, true);
  BOOST_TEST(coloured.find("\x1b[1;31merror[E102]\x1b[0m") == 0U);
  for (std::size_t begin = 0; (begin = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(begin, coloured.find('m', begin) - begin + 1);
  }
  BOOST_TEST(coloured == render(shown, false));
}

BOOST_AUTO_TEST_CASE(puts_its_underline_under_the_word_behind_tabs_and_wide_letters) {
  const source_text source("f.json", "\t日本a\t\"x\"");
  BOOST_TEST(render(at(source, "\"x\""), false) ==
             "error[E102]: wrong\n"
             " --> f.json:1:6\n"
             "  |\n"
             "1 |     日本a   \"x\"\n"
             "  |             ^^^\n");
  BOOST_TEST(render(at(source, "本"), false).ends_with("  |       ^^\n"));
}

BOOST_AUTO_TEST_CASE(shows_of_a_long_line_what_stands_around_the_word) {
  std::string text =
      "[" + std::string(1'000'000, ' ') + "\"x\"" + std::string(1'000'000, ' ') + "]";
  const source_text source("f.json", text);
  const diagnostic shown = at(source, "\"x\"");
  BOOST_TEST(shown.place.column == 1'000'002U);
  BOOST_TEST(shown.source.text.size() < 200U);
  const std::string out = render(shown, false);
  BOOST_TEST(out.size() < 400U);
  const auto column_of = [&out](std::string_view what) {
    const std::size_t at = out.find(what);
    const std::size_t line = out.rfind('\n', at) + 1;
    return count_characters(std::string_view(out).substr(line, at - line));
  };
  BOOST_TEST(column_of("\"x\"") == column_of("^^^"));
}

BOOST_AUTO_TEST_CASE(never_sends_control_characters_of_the_file_to_the_terminal) {
  const source_text source("f.json", "\"\x1b[31m\" \"\u202Egnp.exe\" \xC2\x9B");
  diagnostic shown = at(source, "\"\x1b[31m\"");
  shown.place.pointer = "/\x1b[2J";
  const std::string out = render(shown, false);
  BOOST_TEST(out.find('\x1b') == std::string::npos);
  BOOST_TEST(out.find("\u202E") == std::string::npos);
  BOOST_TEST(out.find("\xC2\x9B") == std::string::npos);
  BOOST_TEST(in_quotes("a\x1b\"\\\n") == R"("a\u001b\"\\\n")");
}

BOOST_AUTO_TEST_CASE(of_many_lines_is_underlined_to_the_end_of_the_first) {
  const source_text source("f.json", "{ \"a\": [1,\r\n 2] }");
  const std::size_t begin = source.text().find('[');
  const diagnostic shown = make_diagnostic(source, begin, source.text().size(), "E", "wrong");
  BOOST_TEST(render(shown, false).ends_with("1 | { \"a\": [1,\n  |        ^^^\n"));
}

BOOST_AUTO_TEST_CASE(comes_in_the_order_of_the_file_and_is_counted_past_a_hundred) {
  const source_text source("f.json", "a b");
  std::vector<diagnostic> all = {at(source, "b"), at(source, "a")};
  all[0].level = diagnostic::severity::warning;
  std::string out = render(all, false);
  BOOST_TEST(out.find("f.json:1:1") < out.find("f.json:1:3"));
  BOOST_TEST(out.ends_with("1 error, 1 warning\n"));
  BOOST_TEST(has_errors(all));
  all.resize(1);
  BOOST_TEST(!has_errors(all));
  all.assign(150, at(source, "a"));
  out = render(all, false);
  BOOST_TEST(out.ends_with("… and 50 more\n\n150 errors, 0 warnings\n"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_nearest_word)

constexpr std::array<std::string_view, 8> keys = {"actor",  "args",    "instances",     "intensity",
                                                  "period", "restart", "restart_delay", "shutdown"};
constexpr std::array<std::string_view, 6> levels = {"debug",   "info",  "notice",
                                                    "warning", "error", "critical"};
constexpr std::array<std::string_view, 3> restarts = {"permanent", "transient", "temporary"};
constexpr std::array<std::string_view, 3> strategies = {"one_for_one", "one_for_all",
                                                        "rest_for_one"};

BOOST_AUTO_TEST_CASE(counts_a_swap_of_neighbours_as_one_mistake) {
  BOOST_TEST(edit_distance("restrat", "restart") == 1U);
  BOOST_TEST(edit_distance("", "abc") == 3U);
  BOOST_TEST(edit_distance("kitten", "sitting") == 3U);
}

BOOST_AUTO_TEST_CASE(forgives_a_third_of_the_letters) {
  BOOST_TEST(nearest("restrat", keys).value_or("") == "restart");
  BOOST_TEST(nearest("arsg", keys).value_or("") == "args");
  BOOST_TEST(!nearest("mailbox", keys));
  BOOST_TEST(!nearest("", keys));
  BOOST_TEST(!nearest(std::string(10'000, 'a'), keys));
}

BOOST_DATA_TEST_CASE(does_not_care_for_case_and_separators,
                     boost::unit_test::data::make({"one-for-one", "OneForOne", "ONE_FOR_ONE",
                                                   ":one_for_one", "oneForOne"}),
                     word) {
  BOOST_TEST(nearest(word, strategies).value_or("") == "one_for_one");
}

struct translation {
  const char* foreign;
  const char* ours;
};
std::ostream& operator<<(std::ostream& out, const translation& each) { return out << each.foreign; }
const translation restart_words[] = {
    {"always", "permanent"},     {"Always", "permanent"},    {"unless-stopped", "permanent"},
    {"on-failure", "transient"}, {"OnFailure", "transient"}, {"never", "temporary"},
    {"Never", "temporary"},      {"no", "temporary"},        {"allways", "permanent"},
};
const translation key_words[] = {
    {"max_restarts", "intensity"},
    {"max_seconds", "period"},
    {"module", "actor"},
    {"class", "actor"},
    {"start", "actor"},
    {"restartPolicy", "restart"},
    {"StartLimitBurst", "intensity"},
    {"ExecStart", "actor"},
    {"RestartSec", "restart_delay"},
    {"backoff", "restart_delay"},
    {"TimeoutStopSec", "shutdown"},
    {"replicas", "instances"},
    {"command", "actor"},
    {"image", "actor"},
};

BOOST_DATA_TEST_CASE(knows_how_other_systems_say_restart,
                     boost::unit_test::data::make(restart_words), word) {
  BOOST_TEST(nearest(word.foreign, restarts).value_or("") == word.ours);
}

BOOST_AUTO_TEST_CASE(knows_the_log_levels_of_other_systems) {
  BOOST_TEST(nearest("warn", levels).value_or("") == "warning");
  BOOST_TEST(nearest("FATAL", levels).value_or("") == "critical");
  BOOST_TEST(nearest("trace", levels).value_or("") == "debug");
}

BOOST_AUTO_TEST_CASE(says_how_a_thing_is_done_for_which_there_is_no_word) {
  BOOST_TEST(advice_for("depends_on").starts_with("children start from first to last"));
  BOOST_TEST(advice_for("dependsOn") == advice_for("After"));
  BOOST_TEST(advice_for("env_file").find("${VAR}") != std::string::npos);
  BOOST_TEST(advice_for("restart") == "");
  BOOST_TEST(advice_for(std::string(10'000, 'a')) == "");
}

BOOST_DATA_TEST_CASE(knows_the_keys_of_other_systems, boost::unit_test::data::make(key_words),
                     word) {
  BOOST_TEST(nearest(word.foreign, keys).value_or("") == word.ours);
}

BOOST_AUTO_TEST_SUITE_END()
