// Turns byte offsets of a file into lines, columns and excerpts that a person can find.
#include "document/source_text.hpp"

#include <algorithm>
#include <utility>

#include "term/unicode.hpp"

namespace fauxtp {
namespace {

constexpr std::size_t block = 1024;

// In valid UTF-8, each character has exactly one byte that does not continue another.
bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::string to_string(const source_place& place) {
  if (place.line == 0) return place.file;
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

source_text::source_text(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_begins_{0} {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (at % block == 0) characters_before_block_.push_back(characters);
    characters += begins_character(text_[at]) ? 1 : 0;
    if (text_[at] == '\n') line_begins_.push_back(at + 1);
  }
  characters_before_block_.push_back(characters);
}

std::size_t source_text::characters_before(std::size_t offset) const {
  std::size_t at = offset / block * block;
  std::size_t characters = characters_before_block_[offset / block];
  for (; at < offset; ++at) characters += begins_character(text_[at]) ? 1 : 0;
  return characters;
}

std::size_t source_text::line_of(std::size_t offset) const {
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  return static_cast<std::size_t>(next - line_begins_.begin());
}

std::string_view source_text::line_text(std::size_t line) const {
  const std::size_t begin = line_begins_[line - 1];
  const std::size_t end = line < line_begins_.size() ? line_begins_[line] - 1 : text_.size();
  std::string_view text = std::string_view(text_).substr(begin, end - begin);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

source_place source_text::locate(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  const std::size_t line = line_of(begin);
  const std::size_t line_begin = line_begins_[line - 1];
  const std::size_t line_end = line_begin + line_text(line).size();
  begin = std::min(begin, line_end);
  end = std::clamp(end, begin, line_end);
  source_place place;
  place.file = name_;
  place.line = line;
  place.column = 1 + characters_before(begin) - characters_before(line_begin);
  place.length = std::max<std::size_t>(1, characters_before(end) - characters_before(begin));
  place.offset = begin;
  return place;
}

source_text::excerpt source_text::excerpt_of(const source_place& place) const {
  constexpr std::size_t before = 40;
  constexpr std::size_t after = 60;
  if (place.line == 0 || place.line > line_begins_.size()) {
    return {};
  }
  const std::size_t line_begin = line_begins_[place.line - 1];
  const std::size_t line_end = line_begin + line_text(place.line).size();
  std::size_t begin = line_begin;
  // A short line is shown whole: only a line that is too long loses its beginning.
  if (line_end - line_begin > before + after) {
    begin = place.offset;
    for (std::size_t left = before; left > 0 && begin > line_begin; --left) {
      do {
        --begin;
      } while (begin > line_begin && !begins_character(text_[begin]));
    }
  }
  std::size_t end = begin;
  for (std::size_t shown = 0; shown < before + after && end < line_end; ++shown) {
    end += character_at(text_, end).length;
  }
  excerpt result;
  result.text = text_.substr(begin, end - begin);
  result.skipped = characters_before(begin) - characters_before(line_begin);
  result.cut = end < line_end;
  return result;
}

}  // namespace fauxtp
