// Texts of applications, as they are shown to people.
#include "fauxtp/shown_text.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "fauxtp/secret.hpp"
#include "fauxtp/term.hpp"

using namespace fauxtp;

namespace shown {
struct thing {};
std::string to_string(const thing&) { throw std::runtime_error("no words"); }
struct forger {};
std::string to_string(const forger&) { return "tea\nERROR all is lost\x1b[2J"; }
struct nest {
  std::shared_ptr<term> inner;
};
std::string to_string(const nest& holds) { return "<" + to_string(*holds.inner) + ">"; }
}  // namespace shown

BOOST_AUTO_TEST_SUITE(shown_text)

BOOST_AUTO_TEST_CASE(what_a_terminal_would_obey_is_escaped) {
  BOOST_TEST(visible("a\x1b[2Jb") == R"(a\u001b[2Jb)");
  BOOST_TEST(visible(std::string_view("a\0b", 3)) == R"(a\u0000b)");
  BOOST_TEST(visible("a\x7f") == R"(a\u007f)");
  BOOST_TEST(visible("a\u009bb") == R"(a\u009bb)");
}

BOOST_AUTO_TEST_CASE(a_text_stays_on_one_line) {
  BOOST_TEST(visible("a\nb\r\tc\u2028d\u2029") == R"(a\nb\r\tc\u2028d\u2029)");
}

BOOST_AUTO_TEST_CASE(a_text_reads_in_the_order_of_its_letters) {
  BOOST_TEST(visible("a\u202eb\u2066c\u200fd\ufeff") == R"(a\u202eb\u2066c\u200fd\ufeff)");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf_8_are_shown_as_numbers) {
  BOOST_TEST(visible("a\xff\xc3(\xf0\x9f") == R"(a\xff\xc3(\xf0\x9f)");
  BOOST_TEST(visible("\xed\xa0\x80") == R"(\xed\xa0\x80)");  // half of a surrogate pair
  BOOST_TEST(visible("\xe0\x80\xaf") == R"(\xe0\x80\xaf)");  // a slash that takes three bytes
}

BOOST_AUTO_TEST_CASE(letters_of_all_languages_stay) {
  BOOST_TEST(visible("Grüße, 茶, 🍵") == "Grüße, 茶, 🍵");
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_between_two_characters) {
  BOOST_TEST(shortened("tea", 3) == "tea");
  BOOST_TEST(shortened("teas", 3) == "tea… (1 byte left out)");
  BOOST_TEST(shortened("äöü", 3) == "ä… (4 bytes left out)");
  BOOST_TEST(shortened("äöü", 0) == "… (6 bytes left out)");
  BOOST_TEST(shortened(std::string(10, '\x80'), 5) ==
             std::string(5, '\x80') + "… (5 bytes left out)");
}

BOOST_AUTO_TEST_CASE(a_term_is_shown_on_one_line) {
  BOOST_TEST(to_string(term("a\n\x1b\u009b\u202e")) == R"("a\n\u001b\u009b\u202e")");
  BOOST_TEST(to_string(tuple(shown::forger())) == R"((tea\nERROR all is lost\u001b[2J))");
}

BOOST_AUTO_TEST_CASE(an_object_that_cannot_be_shown_is_named) {
  BOOST_TEST(to_string(tuple(1, shown::thing())) == "(1, shown::thing (its to_string has thrown))");
}

BOOST_AUTO_TEST_CASE(objects_in_objects_are_shown_to_a_depth_of_8) {
  auto inner = std::make_shared<term>("x");
  for (int i = 0; i < 10'000; ++i) inner = std::make_shared<term>(shown::nest{std::move(inner)});
  BOOST_TEST(to_string(*inner) == "<<<<<<<<…>>>>>>>>");
  while (auto* each = inner->get_if<shown::nest>()) inner = std::move(each->inner);
}

BOOST_AUTO_TEST_CASE(a_secret_is_not_shown) {
  const term message = tuple("log_in", secret<std::string>("open sesame"));
  BOOST_TEST(to_string(message) == R"(("log_in", ***))");
  BOOST_TEST(message[1].get_if<secret<std::string>>()->reveal() == "open sesame");
}

BOOST_AUTO_TEST_SUITE_END()
