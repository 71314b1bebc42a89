// Something that is wrong in a file, and how it is shown.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/source_text.hpp"

namespace fauxtp {

/// One thing that is wrong (or doubtful) in a file. It is complete in itself: it can be shown after
/// the text that it came from is gone.
struct diagnostic {
  enum class severity { error, warning };

  severity level = severity::error;
  std::string code;     // "E102"; stable, so that it can be searched for
  std::string message;  // one sentence without a full stop: what was found, what was expected
  std::string label;    // short, beside the underline: did you mean "restart"?
  std::string help;     // what is allowed instead; may be several lines
  source_place place;
  source_text::excerpt source;
};

/// After this many complaints the readers stop: no person reads more.
inline constexpr std::size_t most_complaints = 1000;

/// A diagnostic at [begin, end) of `source`. The caller sets the pointer.
diagnostic make_diagnostic(const source_text& source, std::size_t begin, std::size_t end,
                           std::string code, std::string message, std::string label = {},
                           std::string help = {});

/// A diagnostic about a file that could not be read: no line, no excerpt.
diagnostic make_file_diagnostic(std::string file, std::string code, std::string message,
                                std::string help = {});

bool has_errors(std::span<const diagnostic> diagnostics);

/// The diagnostic as `fauxtp check` shows it, over several lines, with a line break at the end.
std::string render(const diagnostic& shown, bool colour);

/// All diagnostics in the order of the file, a blank line after each, then "1 error, 0 warnings".
/// Those after the first hundred are only counted.
std::string render(std::span<const diagnostic> diagnostics, bool colour);

}  // namespace fauxtp
