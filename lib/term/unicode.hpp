// Characters: how long, how wide and how harmless they are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fauxtp {

/// One character of UTF-8 text; `length` is how many bytes it takes. Bytes that are no UTF-8 decode
/// one at a time as `replacement`, with `valid` false.
struct character {
  static constexpr char32_t replacement = 0xFFFD;

  char32_t code = replacement;
  std::size_t length = 1;
  bool valid = false;
};

/// The character at `offset`, which must be inside `text`.
character character_at(std::string_view text, std::size_t offset);

/// How many characters (not bytes) `text` has.
std::size_t count_characters(std::string_view text);

/// The columns a terminal gives to `code`: 0 (combining), 1, or 2 (East Asian wide, emoji).
int display_width(char32_t code);

/// False for characters that must not reach a terminal as they are: control characters (a terminal
/// would obey an ESC from a file), line separators, the byte order mark, and the direction marks
/// that make a line read differently from what it says.
bool is_printable(char32_t code);

/// `text` in double quotes, made safe to show: what is not printable is escaped, and a text longer
/// than 60 characters is cut with an ellipsis.
std::string in_quotes(std::string_view text);

/// `text` with what is not printable replaced by U+FFFD.
std::string printable(std::string_view text);

void append_utf8(std::string& out, char32_t code);

/// Appends the text as visible() shows it.
void append_visible(std::string& out, std::string_view text);

/// After how many bytes, at most `longest`, the text can be cut without splitting a character.
std::size_t whole_characters(std::string_view text, std::size_t longest);

/// "… (17 bytes left out)"
std::string left_out(std::size_t bytes);

}  // namespace fauxtp
