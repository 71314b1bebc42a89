// A file's text, and where something stands in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fauxtp {

/// Where something stands in a file; lines and columns count from 1, columns count characters.
/// Line 0 means the file as a whole.
struct source_place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 0;  // characters to underline
  std::size_t offset = 0;  // in bytes from the begin of the file
  std::string pointer;     // RFC 6901; empty is the whole document

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
  /// The place of [begin, end), cut at the end of begin's line: a value over many lines is pointed
  /// at where it begins.
  source_place locate(std::size_t begin, std::size_t end) const;
  /// The line as it stands in the file, without its line break; cut around the place, so that a
  /// file that is one line of megabytes is not copied into each message.
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
  /// The characters before each block of the text: counting from the begin of a line would make a
  /// big file of one line cost the square of its size.
  std::vector<std::size_t> characters_before_block_;
};

}  // namespace fauxtp
