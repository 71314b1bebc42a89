// How a term is shown, to a bounded length and depth.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "fauxtp/term.hpp"

namespace fauxtp::detail {

inline constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();

/// As to_string shows it; of a longer text the beginning, and how many bytes are left out.
std::string printed(const term& value, std::size_t longest);

/// In how many boxes lies what this thread is showing: a box that shows a term which holds a box …
int boxes_around() noexcept;

}  // namespace fauxtp::detail
