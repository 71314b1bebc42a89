// A file's text, and places in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fauxtp {

/// A place in a file. Lines and columns count from 1; columns count characters. Line 0 means the
/// file as a whole.
struct source_place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 0;  // characters to underline
  std::size_t offset = 0;  // in bytes from the beginning of the file
  std::string pointer;     // RFC 6901; empty: the whole document

  bool operator==(const source_place&) const = default;
};

/// "config/app.json:14:38"
std::string to_string(const source_place& place);

/// A file's text under the name it is reported with. Immutable, so it may be read from any thread.
class source_text {
 public:
  source_text(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }

  std::size_t line_of(std::size_t offset) const;
  /// The place of [begin, end), cut at the end of the line where it begins: a value over many lines
  /// is shown by its first line.
  source_place locate(std::size_t begin, std::size_t end) const;
  /// A line as it stands in the file, without its line break, and cut around the place: if a file
  /// is one line of megabytes, that line is not copied into each message.
  struct excerpt {
    std::string text;
    std::size_t skipped = 0;  // how many characters are missing on the left
    bool cut = false;         // there is more on the right

    bool operator==(const excerpt&) const = default;
  };
  excerpt excerpt_of(const source_place& place) const;

 private:
  std::string_view line_text(std::size_t line) const;
  std::size_t characters_before(std::size_t offset) const;

  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_begins_;
  /// How many characters come before each block of the text. If they were counted from the
  /// beginning of a line, a large file of one line would cost the square of its size.
  std::vector<std::size_t> characters_before_block_;
};

}  // namespace fauxtp
