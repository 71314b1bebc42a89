// How a term is shown, to a bounded length and depth.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "fauxtp/term.hpp"

namespace fauxtp::detail {

inline constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();

/// The term as to_string shows it; of a longer text only the beginning, and how many bytes are left
/// out.
std::string printed(const term& value, std::size_t longest);

/// How many boxes enclose what this thread is showing: a box may show a term that holds a box, and
/// so on.
int boxes_around() noexcept;

}  // namespace fauxtp::detail
