#pragma once

#include <optional>

#include "document/diagnostic.hpp"

namespace fauxtp {

/// The first place that is not UTF-8, or a byte order mark, or a NUL byte.
std::optional<diagnostic> find_encoding_error(const source_text& source);

}  // namespace fauxtp
