// Reads UTF-8 one character at a time, and knows how wide and how harmless each character is.
#include "term/unicode.hpp"

#include <algorithm>
#include <array>

namespace fauxtp {
namespace {

struct code_range {
  char32_t first;
  char32_t last;
};

constexpr std::array zero_width = {
    code_range{0x0300, 0x036F}, code_range{0x0483, 0x0489}, code_range{0x0591, 0x05BD},
    code_range{0x064B, 0x065F}, code_range{0x093A, 0x093C}, code_range{0x0941, 0x0948},
    code_range{0x0E31, 0x0E31}, code_range{0x0E34, 0x0E3A}, code_range{0x0E47, 0x0E4E},
    code_range{0x1AB0, 0x1AFF}, code_range{0x1DC0, 0x1DFF}, code_range{0x200B, 0x200D},
    code_range{0x20D0, 0x20FF}, code_range{0xFE00, 0xFE0F}, code_range{0xFE20, 0xFE2F},
};

constexpr std::array double_width = {
    code_range{0x1100, 0x115F},   code_range{0x2E80, 0x303E},   code_range{0x3041, 0x33FF},
    code_range{0x3400, 0x4DBF},   code_range{0x4E00, 0x9FFF},   code_range{0xA000, 0xA4CF},
    code_range{0xAC00, 0xD7A3},   code_range{0xF900, 0xFAFF},   code_range{0xFE30, 0xFE6F},
    code_range{0xFF00, 0xFF60},   code_range{0xFFE0, 0xFFE6},   code_range{0x1F300, 0x1F64F},
    code_range{0x1F680, 0x1F6FF}, code_range{0x1F900, 0x1F9FF}, code_range{0x20000, 0x3FFFD},
};

template <std::size_t Count>
bool contains(const std::array<code_range, Count>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](code_range range) {
    return range.first <= code && code <= range.last;
  });
}

}  // namespace

character character_at(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1, true};
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) {
    return {};
  }
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return {};
    }
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  // Overlong forms, surrogates and codes beyond the last plane are not UTF-8 either.
  const char32_t smallest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  if (code < smallest || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return {};
  }
  return {code, length, true};
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += character_at(text, at).length) ++count;
  return count;
}

int display_width(char32_t code) {
  if (contains(zero_width, code)) return 0;
  return contains(double_width, code) ? 2 : 1;
}

bool is_printable(char32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool direction = (code >= 0x200E && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
                         (code >= 0x2066 && code <= 0x2069);
  const bool line_break = code == 0x2028 || code == 0x2029;
  return !control && !direction && !line_break && code != 0xFEFF;
}

void append_utf8(std::string& out, char32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned, 4> leads = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(leads[static_cast<std::size_t>(following)] | (code >> (6 * following)));
  for (int i = following - 1; i >= 0; --i) {
    out += static_cast<char>(0x80U | ((code >> (6 * i)) & 0x3FU));
  }
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const character here = character_at(text, at);
    at += here.length;
    append_utf8(out, is_printable(here.code) ? here.code : character::replacement);
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t limit = 60;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  std::size_t shown = 0;
  for (std::size_t at = 0; at < text.size(); ++shown) {
    if (shown == limit) {
      out += "…";
      break;
    }
    const character here = character_at(text, at);
    at += here.length;
    if (here.code == '"' || here.code == '\\') {
      out += '\\';
      out += static_cast<char>(here.code);
    } else if (here.code == '\n') {
      out += "\\n";
    } else if (here.code == '\t') {
      out += "\\t";
    } else if (is_printable(here.code)) {
      append_utf8(out, here.code);
    } else {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += hex[(here.code >> shift) & 0xFU];
    }
  }
  return out + '"';
}

}  // namespace fauxtp
