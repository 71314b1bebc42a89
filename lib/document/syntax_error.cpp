// Looks at the text where the parser gave up, and says what is wrong there.
#include "document/syntax_error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "document/spelling.hpp"
#include "document/token_scan.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

// What people write where JSON has a word of its own.
struct foreign_literal {
  std::string_view word;
  std::string_view json;
};
constexpr std::array foreign_literals = {
    foreign_literal{"yes", "true"},  foreign_literal{"on", "true"},
    foreign_literal{"no", "false"},  foreign_literal{"off", "false"},
    foreign_literal{"none", "null"}, foreign_literal{"nil", "null"},
    foreign_literal{"true", "true"}, foreign_literal{"undefined", "null"},
    foreign_literal{"null", "null"}, foreign_literal{"false", "false"},
};

class explainer {
 public:
  explainer(const source_text& source, const syntax_state& state)
      : source_(source), text_(source.text()), state_(state) {}

  diagnostic explain() const {
    const bool glued = state_.last == json_event::value && has(state_.at) &&
                       is_word(text_[state_.at]) && is_word(text_[state_.last_begin]);
    if (glued) {  // 012, 5s, nullable: a value for the parser, and more behind it
      return word_at(state_.last_begin);
    }
    const std::size_t at = skip_blank(text_, state_.at);
    switch (state_.last) {
      case json_event::none:
        return value_at(at);
      case json_event::open:
        return in_object() ? key_at(at) : value_at(at);
      case json_event::key:
        return after_key(at);
      case json_event::value:
        return after_value(at);
    }
    return unexpected(at, "something else");
  }

 private:
  bool has(std::size_t at) const { return at < text_.size(); }
  bool in_object() const { return !state_.open.empty() && text_[state_.open.back()] == '{'; }
  static std::string code() { return "E004"; }

  diagnostic say(std::size_t begin, std::size_t end, std::string message, std::string label = {},
                 std::string help = {}) const {
    return make_diagnostic(source_, begin, end, code(), std::move(message), std::move(label),
                           std::move(help));
  }

  std::string innermost() const {
    const std::size_t begin = state_.open.back();
    return std::string(text_[begin] == '{' ? "object" : "array") + " that begins at line " +
           std::to_string(source_.line_of(begin));
  }

  std::string_view word_from(std::size_t at) const {
    std::size_t end = at;
    while (has(end) && is_word(text_[end])) ++end;
    return text_.substr(at, end - at);
  }

  diagnostic file_ends() const {
    std::size_t end = text_.size();
    while (end > 0 && is_blank(text_[end - 1])) --end;
    if (end == 0) {
      return say(0, 0, "the file is empty", "", "an application is one JSON object: { … }");
    }
    if (state_.open.empty()) return say(end, end, "the file has comments and nothing else");
    return say(end, end, "the file ends inside the " + innermost(), "the file ends here");
  }

  diagnostic unexpected(std::size_t at, const std::string& wanted) const {
    if (!has(at)) return file_ends();
    if (text_.substr(at, 2) == "/*") {
      return say(at, at + 2, "the comment that begins here is never closed", "no */ follows");
    }
    const std::string found(text_.substr(at, character_at(text_, at).length));
    if (found == "/" || found == "#") {
      return say(at, at + 1, "a comment begins with // or /*, not with " + in_quotes(found));
    }
    return say(at, at + found.size(),
               "found " + in_quotes(found) + " where " + wanted + " should be");
  }

  diagnostic wrong_bracket(std::size_t at) const {
    const std::string found(1, text_[at]);
    if (state_.open.empty()) {
      return say(at, at + 1, "found " + in_quotes(found) + " that closes nothing");
    }
    const std::string right = in_object() ? "}" : "]";
    return say(at, at + 1, "the " + innermost() + " is closed by " + in_quotes(found),
               "write " + in_quotes(right));
  }

  diagnostic key_at(std::size_t at) const {
    if (!has(at)) return file_ends();
    const char c = text_[at];
    if (c == '"') return text_at(at);
    if (c == '\'') return single_quotes(at);
    if (c == ']') return wrong_bracket(at);
    if (c == ',') return say(at, at + 1, "a key is missing before this comma", "remove the comma");
    if (const std::string_view word = word_from(at); !word.empty()) {
      return say(at, at + word.size(), "a key stands in double quotes", "write " + in_quotes(word));
    }
    return unexpected(at, "a key in double quotes");
  }

  diagnostic value_at(std::size_t at) const {
    if (!has(at)) return file_ends();
    const char c = text_[at];
    if (c == '"') return text_at(at);
    if (c == '\'') return single_quotes(at);
    const bool closes_this = in_object() ? c == '}' : c == ']';
    if (c == ',' || (closes_this && !state_.open.empty())) {
      return say(at, at + 1, std::string("a value is missing before ") + in_quotes({&c, 1}));
    }
    if (c == '}' || c == ']') return wrong_bracket(at);
    return is_word(c) ? word_at(at) : unexpected(at, "a value");
  }

  diagnostic after_key(std::size_t at) const {
    if (!has(at)) return file_ends();
    if (text_[at] == ':') return value_at(skip_blank(text_, at + 1));
    if (text_[at] == '=') {
      return say(at, at + 1, R"(a key and its value are joined by ":", not by "=")");
    }
    if (text_[at] == '/' || text_[at] == '#') return unexpected(at, R"(":")");
    return say(state_.at, state_.at, R"(":" is missing after this key)", R"(write ":" here)");
  }

  diagnostic after_value(std::size_t at) const {
    if (!has(at)) return state_.open.empty() ? unexpected(at, "the end") : file_ends();
    const char c = text_[at];
    if (state_.open.empty()) {
      return c == '}' || c == ']' || c == '/' || c == '#'
                 ? (c == '}' || c == ']' ? wrong_bracket(at) : unexpected(at, "the end"))
                 : say(at, at + 1, "the file goes on after the end of its one value");
    }
    if (c == ',') return after_comma(at, skip_blank(text_, at + 1));
    if (c == '}' || c == ']') return wrong_bracket(at);
    if (is_word(c) || c == '"' || c == '\'' || c == '{' || c == '[') {
      return say(state_.at, state_.at, R"("," is missing after this value)", R"(write "," here)");
    }
    return unexpected(at, in_object() ? R"("," or "}")" : R"("," or "]")");
  }

  diagnostic after_comma(std::size_t comma, std::size_t at) const {
    if (has(at) && text_[at] == (in_object() ? '}' : ']')) {
      return say(comma, comma + 1,
                 "a comma before the closing " + in_quotes(text_.substr(at, 1)) + " is not allowed",
                 "remove it");
    }
    if (has(at) && text_[at] == ',') return say(at, at + 1, "two commas in a row", "remove one");
    return in_object() ? key_at(at) : value_at(at);
  }

  diagnostic single_quotes(std::size_t at) const {
    const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
    const std::size_t close = text_.find('\'', at + 1);
    if (close >= line_end) {
      return say(at, at + 1, "text stands in double quotes, not in single ones");
    }
    return say(at, close + 1, "text stands in double quotes, not in single ones",
               "write " + in_quotes(text_.substr(at + 1, close - at - 1)));
  }

  // The text that begins at `at` has something wrong inside.
  diagnostic text_at(std::size_t at) const {
    for (std::size_t i = at + 1; has(i); ++i) {
      const char c = text_[i];
      if (c == '"') break;
      if (c == '\n' || c == '\r') {
        return say(at, i, "the text that begins here is not closed on its line",
                   R"(the closing " is missing)");
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        return c == '\t' ? say(i, i + 1, R"(a tab inside text is written \t)")
                         : say(i, i + 1, "a control character stands inside text");
      }
      if (c != '\\') continue;
      const char escape = has(i + 1) ? text_[i + 1] : '\0';
      if (std::string_view(R"("\/bfnrtu)").find(escape) == std::string_view::npos) {
        const std::size_t length = has(i + 1) ? 1 + character_at(text_, i + 1).length : 1;
        return say(i, i + length, "this is no escape that JSON knows", R"(a backslash is "\\")",
                   R"(allowed here: \" \\ \/ \b \f \n \r \t \uXXXX)");
      }
      if (escape == 'u') {
        if (auto problem = unicode_escape_at(i)) return std::move(*problem);
        i += 4;
      }
      ++i;
    }
    return say(
        at, at + 1,
        "the file ends inside the text that begins at line " + std::to_string(source_.line_of(at)),
        R"(the closing " is missing)");
  }

  std::optional<unsigned> hex_at(std::size_t at) const {
    unsigned code = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      if (!has(i) || std::isxdigit(static_cast<unsigned char>(text_[i])) == 0) return std::nullopt;
      const char lower = static_cast<char>(text_[i] | 0x20);
      code =
          code * 16 + static_cast<unsigned>(is_digit(text_[i]) ? text_[i] - '0' : lower - 'a' + 10);
    }
    return code;
  }

  std::optional<diagnostic> unicode_escape_at(std::size_t at) const {
    const auto code = hex_at(at + 2);
    if (!code) {
      return say(at, at + 2, R"(\u takes four hexadecimal digits)", "", R"(for example \u00e9)");
    }
    const bool pair = text_.substr(std::min(at + 6, text_.size()), 2) == R"(\u)";
    const unsigned second = pair ? hex_at(at + 8).value_or(0) : 0;
    const bool is_high = *code >= 0xD800 && *code < 0xDC00;
    const bool is_low = *code >= 0xDC00 && *code < 0xE000;
    const bool low_before = at >= 6 && text_.substr(at - 6, 2) == R"(\u)" &&
                            hex_at(at - 4).value_or(0) >= 0xD800 &&
                            hex_at(at - 4).value_or(0) < 0xDC00;
    if ((is_high && !(second >= 0xDC00 && second < 0xE000)) || (is_low && !low_before)) {
      return say(at, at + 6, "this is half of a surrogate pair");
    }
    return std::nullopt;
  }

  // A word or a number that is not JSON.
  diagnostic word_at(std::size_t at) const {
    const std::string_view word = word_from(at);
    const std::size_t end = at + word.size();
    const bool numeric =
        is_digit(word[0]) || ((word[0] == '-' || word[0] == '+' || word[0] == '.') &&
                              word.size() > 1 && !is_letter(word[1]));
    if (numeric) return number_at(at, word);
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string bare = lower.substr(lower[0] == '-' || lower[0] == '+' ? 1 : 0);
    if (bare == "nan" || bare == "infinity" || bare == "inf") {
      return say(at, end, std::string(word) + " is not a number that JSON knows", "",
                 bare == "infinity" ? R"(as text it is "infinity")" : "");
    }
    for (const foreign_literal& each : foreign_literals) {
      if (lower == each.word && word != each.json) {
        return say(at, end, printable(word) + " is not a value that JSON knows",
                   "write " + std::string(each.json) + " or " + in_quotes(word));
      }
    }
    constexpr std::array<std::string_view, 3> literals = {"true", "false", "null"};
    const auto meant = nearest_by_spelling(word, literals);
    return say(at, end, printable(word) + " is not a value that JSON knows",
               meant ? "did you mean " + meant->word + "?" : "as text it is " + in_quotes(word));
  }

  diagnostic number_at(std::size_t at, std::string_view word) const {
    const std::size_t end = at + word.size();
    const std::string shown = printable(word.substr(0, 40));
    const std::size_t good = end_of_number(text_, at);
    const std::size_t digit = at + (word[0] == '-' ? 1 : 0);
    if (good == end) {
      diagnostic far = say(at, end, "the number " + shown + " is out of range");
      far.code = "E007";
      return far;
    }
    if (word[0] == '+') return say(at, end, R"(a number does not begin with "+")");
    if (word[0] == '.' || word.back() == '.') {
      return say(at, end, "a number has digits on both sides of its point");
    }
    if (text_[digit] == '0' && has(digit + 1) && is_digit(text_[digit + 1])) {
      return say(at, end, "a number does not begin with 0");
    }
    if (text_[digit] == '0' && has(digit + 1) && (text_[digit + 1] | 0x20) == 'x') {
      return say(at, end, "JSON has no hexadecimal numbers");
    }
    if (word.find('_') != std::string_view::npos) {
      return say(at, end, R"(a number has no "_" inside)");
    }
    if (good > at && is_letter(text_[good])) {
      return say(at, end, shown + " is text and stands in double quotes",
                 "write " + in_quotes(word));
    }
    return say(at, end, shown + " is not a number that JSON knows");
  }

  const source_text& source_;
  std::string_view text_;
  const syntax_state& state_;
};

}  // namespace

diagnostic explain_syntax_error(const source_text& source, const syntax_state& state) {
  return explainer(source, state).explain();
}

}  // namespace fauxtp
