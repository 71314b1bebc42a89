// The word that was probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fauxtp::detail {

/// The candidate that takes the fewest typing mistakes to become `word`; empty if every one takes
/// more than a third of its length (at least one is allowed), which is no typo any more.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace fauxtp::detail
