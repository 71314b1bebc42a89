// How texts of applications are shown to people.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp {

/// The text on one line, with nothing in it that a terminal obeys or that makes a line read
/// otherwise than it is: control characters (ESC, newline, NUL, C1 …), direction marks and line
/// separators become `\n`, `\t`, `\u001b`; bytes that are not UTF-8 become `\xff`. Call it before
/// writing an application's text to a terminal or to a log of lines.
///
/// ```cpp file=test/examples/shown_text.cpp region=visible
/// const std::string shown = fauxtp::visible("tea\x1b[2J\nERROR all is lost");
/// // tea\u001b[2J\nERROR all is lost
/// ```
std::string visible(std::string_view text);

/// The same line by line: newlines stay.
std::string visible_lines(std::string_view text);

/// The text if it has at most `longest` bytes; otherwise its beginning, in whole characters, and
/// how many bytes are left out: `abc… (17 bytes left out)`.
std::string shortened(std::string text, std::size_t longest);

}  // namespace fauxtp
#pragma GCC visibility pop
