// Which faults of a simulation may strike a child.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/complaints.hpp"

namespace fauxtp {

// In the order of `fault_kind`.
inline constexpr std::array<std::string_view, 18> fault_words = {
    "kill",  "exit",      "error",     "slow",       "start",     "stall",
    "clock", "reload",    "disk_full", "disk_error", "disk_slow", "bit_flip",
    "cut",   "partition", "half_open", "delay",      "partial",   "power"};
// The others strike no child.
inline constexpr std::span faults_of_children = std::span(fault_words).first(5);

/// The indices of the faults that the child's "x-simulate" names; nothing if it has none. `false`
/// stands for no fault, `true` for each.
std::optional<std::vector<std::size_t>> read_struck_by(complaints& complain, const json_node& child,
                                                       const std::string& title);

}  // namespace fauxtp
