// Whether a file is text at all.
#include "document/encoding_error.hpp"

#include <string>

#include "term/unicode.hpp"

namespace fauxtp {

std::optional<diagnostic> find_encoding_error(const source_text& source) {
  const std::string_view text = source.text();
  const std::string advice = "save the file as UTF-8 without a byte order mark";
  if (text.starts_with("\xEF\xBB\xBF")) {
    return make_diagnostic(source, 0, 3, "E003", "the file begins with a byte order mark", "",
                           advice);
  }
  if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
    return make_diagnostic(source, 0, 1, "E003", "the file is UTF-16, not UTF-8", "", advice);
  }
  for (std::size_t at = 0; at < text.size();) {
    const character here = character_at(text, at);
    if (!here.valid) {
      constexpr std::string_view hex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(text[at]);
      const std::string shown = {'0', 'x', hex[byte >> 4], hex[byte & 15]};
      return make_diagnostic(source, at, at + 1, "E003", "the byte " + shown + " is not UTF-8", "",
                             "save the file as UTF-8");
    }
    if (here.code == 0) {
      return make_diagnostic(source, at, at + 1, "E003",
                             "the file has a NUL byte here, so it is not text");
    }
    at += here.length;
  }
  return std::nullopt;
}

}  // namespace fauxtp
