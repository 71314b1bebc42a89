// Texts on one line, harmless to a terminal, and of a bounded length.
#include "fauxtp/shown_text.hpp"

#include "term/unicode.hpp"

namespace fauxtp {
namespace {

constexpr std::string_view hex = "0123456789abcdef";

void append_hex(std::string& out, std::string_view mark, char32_t code, int digits) {
  out += mark;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += hex[(code >> shift) & 0xFU];
}

}  // namespace

void append_visible(std::string& out, std::string_view text) {
  std::size_t harmless = 0;  // what begins here has not been appended yet
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const character here = character_at(text, at);
    if (here.valid && is_printable(here.code)) {
      at += here.length;
      continue;
    }
    out.append(text, harmless, at - harmless);
    if (!here.valid) {
      append_hex(out, "\\x", byte, 2);
    } else if (here.code == '\n') {
      out += "\\n";
    } else if (here.code == '\r') {
      out += "\\r";
    } else if (here.code == '\t') {
      out += "\\t";
    } else {
      append_hex(out, "\\u", here.code, 4);
    }
    at += here.length;
    harmless = at;
  }
  out.append(text, harmless);
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_visible(out, text);
  return out;
}

std::string visible_lines(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t end = text.find('\n');
    append_visible(out, text.substr(0, end));
    if (end == text.npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::size_t whole_characters(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return text.size();
  std::size_t end = longest;
  // Does not cut within a character; a text that is not UTF-8 may be cut anywhere.
  for (int back = 0; back < 3 && end > 0 && (text[end] & 0xC0) == 0x80; ++back) --end;
  return (text[end] & 0xC0) == 0x80 ? longest : end;
}

std::string left_out(std::size_t bytes) {
  return "… (" + std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes") + " left out)";
}

std::string shortened(std::string text, std::size_t longest) {
  const std::size_t end = whole_characters(text, longest);
  if (end == text.size()) return text;
  const std::size_t more = text.size() - end;
  text.resize(end);
  text.shrink_to_fit();
  return text + left_out(more);
}

}  // namespace fauxtp
