// Tokens of a JSON text.
#include "document/token_scan.hpp"

#include <algorithm>
#include <cctype>

namespace fauxtp {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) {
  return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_' ||
         c == '+' || c == '-' || c == '.' || c == '$';
}

std::size_t end_of_comment(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") {
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? end : end + 2;
  }
  return at;
}

std::size_t skip_blank(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = end_of_comment(text, at);
    if (end == at || end == std::string_view::npos) break;
    at = end;
  }
  return at;
}

std::size_t skip_to_token(std::string_view text, std::size_t at) {
  for (at = skip_blank(text, at); at < text.size() && (text[at] == ',' || text[at] == ':');
       at = skip_blank(text, at + 1)) {
  }
  return at;
}

std::size_t end_of_number(std::string_view text, std::size_t begin) {
  const auto digits = [&](std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
  };
  const auto at_is = [&](std::size_t at, std::string_view any_of) {
    return at < text.size() && any_of.find(text[at]) != std::string_view::npos;
  };
  std::size_t at = begin + (at_is(begin, "-") ? 1 : 0);
  if (at >= text.size() || !is_digit(text[at])) return begin;
  at = text[at] == '0' ? at + 1 : digits(at);
  if (at_is(at, ".") && digits(at + 1) > at + 1) at = digits(at + 1);
  if (at_is(at, "eE")) {
    const std::size_t exponent = at + 1 + (at_is(at + 1, "+-") ? 1 : 0);
    if (digits(exponent) > exponent) at = digits(exponent);
  }
  return at;
}

}  // namespace fauxtp
