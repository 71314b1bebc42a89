#pragma once

#include <span>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp {

/// The candidate that takes the fewest typing mistakes to become `word`; empty if every candidate
/// takes more mistakes than a third of the length of `word` (one is always allowed), which is no
/// typo any more. For "did you mean".
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace fauxtp
#pragma GCC visibility pop
