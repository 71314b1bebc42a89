#pragma once

#include <cstddef>
#include <string_view>

namespace fauxtp {

/// How many letters must be inserted, removed, replaced or swapped with a neighbour to make one
/// word the other (optimal string alignment).
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace fauxtp
