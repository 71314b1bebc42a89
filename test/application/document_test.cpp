// Where each value and each key of a JSON file stands, and what is said when it is no JSON.
#include "document/document.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "document/node_term.hpp"

namespace {

using namespace fauxtp;
using kind = json_node::kind;

document parse(std::string text) { return parse_document("f.json", std::move(text)); }

std::string written(const document& from, std::size_t begin, std::size_t end) {
  return std::string(from.source->text().substr(begin, end - begin));
}

// Checks that each value and key under `node` has the place where it stands in the text, one after
// the other.
void check_places(const document& from, const json_node& node) {
  BOOST_TEST(node.begin < node.end);
  const std::string text = written(from, node.begin, node.end);
  std::size_t before = node.begin;
  if (const auto* members = node.as<json_node::object>()) {
    BOOST_TEST((text.front() == '{' && text.back() == '}'));
    for (const json_member& each : *members) {
      BOOST_TEST(each.key_begin > before);
      const std::string key = written(from, each.key_begin, each.key_end);
      BOOST_TEST((key.front() == '"' && key.back() == '"'));
      BOOST_TEST(each.value.begin > each.key_end);
      check_places(from, each.value);
      before = each.value.end;
    }
    BOOST_TEST(before < node.end);
  } else if (const auto* elements = node.as<json_node::array>()) {
    BOOST_TEST((text.front() == '[' && text.back() == ']'));
    for (const json_node& each : *elements) {
      BOOST_TEST(each.begin >= before);
      check_places(from, each);
      before = each.end;
    }
  } else {
    // The text of a scalar, read alone, gives the same scalar.
    const document alone = parse(text);
    BOOST_REQUIRE(alone.root);
    BOOST_TEST((alone.root->is() == node.is()));
    BOOST_TEST(to_term(*alone.root) == to_term(node));
  }
}

// "2:5 message" of the only diagnostic.
std::string only_complaint(const document& from) {
  BOOST_REQUIRE_EQUAL(from.diagnostics.size(), 1U);
  const diagnostic& said = from.diagnostics[0];
  return std::to_string(said.place.line) + ":" + std::to_string(said.place.column) + " " +
         said.message;
}

struct temporary_folder {
  temporary_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fauxtp-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~temporary_folder() { std::filesystem::remove_all(path); }

  std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }

  std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_document)

BOOST_AUTO_TEST_CASE(knows_the_place_of_each_value_and_each_key) {
  const document tree = parse(
      "// before\n"
      "{ /*/ \"z\" */ \"a\" /*,:*/ : 1,\"b\":[-2.5e3,0 , true,null,\"x,:]}\\\"\\u00e9\"],\n"
      "\t\"größe\":{ \"in\\\"ner\" :{},\"l\":[[],[ ]]} // }\n"
      "}\n/* after */");
  BOOST_REQUIRE(tree.root);
  BOOST_TEST(tree.diagnostics.empty());
  check_places(tree, *tree.root);
  const auto& members = *tree.root->as<json_node::object>();
  BOOST_REQUIRE_EQUAL(members.size(), 3U);
  BOOST_TEST(written(tree, members[0].key_begin, members[0].key_end) == "\"a\"");
  BOOST_TEST(written(tree, members[0].value.begin, members[0].value.end) == "1");
  const auto& list = *members[1].value.as<json_node::array>();
  BOOST_TEST(written(tree, list[0].begin, list[0].end) == "-2.5e3");
  BOOST_TEST(written(tree, list[1].begin, list[1].end) == "0");
  const source_place place = tree.source->locate(members[2].key_begin, members[2].key_end);
  BOOST_TEST(place.line == 3U);
  BOOST_TEST(place.column == 2U);
  BOOST_TEST(place.length == 7U);
}

BOOST_AUTO_TEST_CASE(keeps_members_in_the_order_of_the_file) {
  const document tree = parse(R"({"z": 1, "a": 2, "m": 3})");
  std::string order;
  for (const json_member& each : *tree.root->as<json_node::object>()) order += each.key;
  BOOST_TEST(order == "zam");
}

BOOST_DATA_TEST_CASE(gives_a_number_that_ends_the_file_its_whole_length,
                     boost::unit_test::data::make({"1", "12", "-3", "1.5", "0", "1e2"}), text) {
  const document tree = parse(text);
  BOOST_REQUIRE(tree.root);
  BOOST_TEST(tree.root->end == std::string(text).size());
}

BOOST_AUTO_TEST_CASE(counts_columns_in_characters) {
  const document tree = parse("[\"日本語\", 7]");
  const auto& list = *tree.root->as<json_node::array>();
  BOOST_TEST(tree.source->locate(list[1].begin, list[1].end).column == 9U);
  BOOST_TEST(tree.source->locate(list[1].end, list[1].end).length == 1U);  // there is always one
}

BOOST_AUTO_TEST_CASE(writes_pointers_as_rfc_6901_says) {
  const document tree = parse(R"({"a/b": [0, {"m~n": 1}], "": 2})");
  const auto& members = *tree.root->as<json_node::object>();
  const json_node& inner = (*members[0].value.as<json_node::array>())[1];
  BOOST_TEST(tree.pointer_at(tree.root->begin) == "");
  BOOST_TEST(tree.pointer_at(inner.begin) == "/a~1b/1");
  BOOST_TEST(tree.pointer_at(inner.find("m~n")->value.begin) == "/a~1b/1/m~0n");
  BOOST_TEST(tree.pointer_at(members[1].key_begin) == "/");
  BOOST_TEST(tree.pointer_at(members[0].value.end) == "");  // the comma behind it
}

BOOST_AUTO_TEST_CASE(reads_integers_up_to_the_last_that_fits) {
  const document tree = parse("[9223372036854775807, -9223372036854775808]");
  BOOST_REQUIRE(tree.root);
  const auto& list = *tree.root->as<json_node::array>();
  BOOST_TEST(*list[0].as<std::int64_t>() == std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(*list[1].as<std::int64_t>() == std::numeric_limits<std::int64_t>::min());
}

BOOST_DATA_TEST_CASE(refuses_an_integer_past_64_bits_and_reads_on,
                     boost::unit_test::data::make({"9223372036854775808", "18446744073709551616",
                                                   "-9223372036854775809"}),
                     text) {
  const document tree = parse("[" + std::string(text) + ", 1]");
  BOOST_TEST(only_complaint(tree) ==
             "1:2 the integer " + std::string(text) + " does not fit 64 bits");
  BOOST_TEST(tree.root != nullptr);
}

BOOST_AUTO_TEST_CASE(refuses_a_key_that_is_given_twice_and_names_both_places) {
  const document tree = parse("{\"a\": 1,\n \"b\": {\"a\": 2},\n \"a\": [{}]}");
  BOOST_TEST(only_complaint(tree) == "3:2 key \"a\" is given twice in one object");
  BOOST_TEST(tree.diagnostics[0].help == "first at f.json:1:2");
  BOOST_REQUIRE(tree.root);
  BOOST_TEST(tree.root->as<json_node::object>()->size() == 2U);
  BOOST_TEST((tree.root->find("a")->value.is() == kind::integer));
}

BOOST_AUTO_TEST_CASE(takes_a_hundred_levels_and_no_more) {
  const std::string most = std::string(100, '[') + std::string(100, ']');
  BOOST_TEST(parse(most).root != nullptr);
  const document deeper = parse("[" + most + "]");
  BOOST_TEST(only_complaint(deeper) == "1:101 more than 100 objects and arrays inside each other");
  BOOST_TEST(deeper.root == nullptr);
}

BOOST_AUTO_TEST_CASE(of_ten_thousand_levels_gives_one_clear_error) {
  BOOST_TEST(only_complaint(parse(std::string(10'000, '['))) ==
             "1:101 more than 100 objects and arrays inside each other");
  std::string objects;
  for (int i = 0; i < 10'000; ++i) {
    objects += "{\"a\":";
  }
  BOOST_TEST(only_complaint(parse(objects)) ==
             "1:501 more than 100 objects and arrays inside each other");
}

BOOST_AUTO_TEST_CASE(is_bounded_in_bytes_and_in_values) {
  const std::string blanks(document::max_bytes - 1, ' ');
  BOOST_TEST(parse("1" + blanks).diagnostics.empty());
  BOOST_TEST(only_complaint(parse(" 1" + blanks)) == "0:0 the file is larger than 16 MiB");
  std::string many = "[0";  // the array is a value, too
  for (std::size_t i = 2; i < document::max_values; ++i) many += ",0";
  BOOST_TEST(parse(many + "]").diagnostics.empty());
  BOOST_TEST(
      only_complaint(parse(many + ",0]")).ends_with("the file has more than 1000000 values"));
}

BOOST_AUTO_TEST_CASE(cut_anywhere_gives_one_error_with_a_place) {
  const std::string whole =
      R"({"name": "shöp", "list": [1, -2.5, true, null, {"k": "v\n"}], "s": {}} // end)";
  const std::size_t end = whole.rfind('}');
  for (std::size_t length = 0; length <= end; ++length) {
    const document cut = parse(whole.substr(0, length));
    BOOST_TEST_CONTEXT(whole.substr(0, length)) {
      BOOST_TEST(cut.root == nullptr);
      BOOST_REQUIRE_EQUAL(cut.diagnostics.size(), 1U);
      BOOST_TEST(cut.diagnostics[0].place.line == 1U);
      BOOST_TEST(cut.diagnostics[0].place.column <= length + 1);
      BOOST_TEST(!cut.diagnostics[0].message.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(with_any_byte_replaced_is_read_or_refused_with_one_place) {
  const std::string whole = R"({"a": [1, "x\u00e9", {"b": -1.5e3}], /* c */ "d": null})";
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = whole;
      changed[at] = static_cast<char>(byte);
      const document tree = parse(changed);
      if (tree.root == nullptr) {
        BOOST_REQUIRE_EQUAL(tree.diagnostics.size(), 1U);
        BOOST_REQUIRE(tree.diagnostics[0].place.line > 0);
      }
      BOOST_REQUIRE(!render(tree.diagnostics, true).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(names_the_line_of_the_object_in_which_the_file_ends) {
  BOOST_TEST(only_complaint(parse("{\n\n  \"a\": {\n    \"b\": 1\n")) ==
             "4:11 the file ends inside the object that begins at line 3");
}

struct wrong_text {
  const char* text;
  const char* complaint;
};
std::ostream& operator<<(std::ostream& out, const wrong_text& wrong) { return out << wrong.text; }

const wrong_text wrong_texts[] = {
    {"[1 2]", "1:3 \",\" is missing after this value"},
    {"[1,,2]", "1:4 two commas in a row"},
    {"[,1]", "1:2 a value is missing before \",\""},
    {"{\"a\":}", "1:6 a value is missing before \"}\""},
    {"{,}", "1:2 a key is missing before this comma"},
    {"{\"a\"=1}", "1:5 a key and its value are joined by \":\", not by \"=\""},
    {"[1;2]", "1:3 found \";\" where \",\" or \"]\" should be"},
    {"{}}", "1:3 found \"}\" that closes nothing"},
    {"{]", "1:2 the object that begins at line 1 is closed by \"]\""},
    {"[-Infinity]", "1:2 -Infinity is not a number that JSON knows"},
    {"[tru]", "1:2 tru is not a value that JSON knows"},
    {"[+5]", "1:2 a number does not begin with \"+\""},
    {"[.5]", "1:2 a number has digits on both sides of its point"},
    {"[5.]", "1:2 a number has digits on both sides of its point"},
    {"[0x1F]", "1:2 JSON has no hexadecimal numbers"},
    {"[1_000]", "1:2 a number has no \"_\" inside"},
    {"[\"a\tb\"]", "1:4 a tab inside text is written \\t"},
    {"[\"\\u12\"]", "1:3 \\u takes four hexadecimal digits"},
    {"[\"\\ud800\"]", "1:3 this is half of a surrogate pair"},
    {"[\"\\udc00\"]", "1:3 this is half of a surrogate pair"},
    {"[1 /x]", "1:4 a comment begins with // or /*, not with \"/\""},
    {"@", "1:1 found \"@\" where a value should be"},
};

BOOST_DATA_TEST_CASE(says_what_is_wrong_and_where, boost::unit_test::data::make(wrong_texts),
                     wrong) {
  BOOST_TEST(only_complaint(parse(wrong.text)) == wrong.complaint);
}

BOOST_AUTO_TEST_CASE(that_is_no_file_says_why) {
  const temporary_folder folder;
  const auto message = [](const std::filesystem::path& path) {
    const document read = read_document(path);
    BOOST_TEST(read.root == nullptr);
    BOOST_TEST(read.source != nullptr);
    return only_complaint(read);
  };
  const std::string here = folder.path.string();
  BOOST_TEST(message(here) == "0:0 cannot read " + here + ": it is a directory");
  BOOST_TEST(message(here + "/none.json") ==
             "0:0 cannot read " + here + "/none.json: No such file or directory");
  BOOST_TEST(message("/dev/zero") == "0:0 cannot read /dev/zero: it is a device");
}

BOOST_AUTO_TEST_CASE(is_named_as_its_path_is_written) {
  const temporary_folder folder;
  const std::filesystem::path path = folder.file("app.json", "{\n  \"a\": 1,\n}");
  const document read = read_document(path);
  BOOST_TEST(to_string(read.diagnostics[0].place) == path.string() + ":2:9");
}

BOOST_AUTO_TEST_SUITE_END()
