// Words that are nearly the same.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "term/edit_distance.hpp"

namespace fauxtp {

/// A longer word is not compared: it is no typing mistake, and to compare two words costs the
/// product of their lengths.
inline constexpr std::size_t longest_to_compare = 64;

/// A candidate, and how many typing mistakes make the written word of it.
struct similar_word {
  std::string word;
  std::size_t distance;
};

/// The candidate that is nearest by spelling. Nothing if more than a third of the letters, or one
/// letter of a short word, would be wrong in each. Words are compared as `folded` makes them:
/// "one-for-one" and "OneForOne" are one_for_one.
std::optional<similar_word> nearest_by_spelling(std::string_view word,
                                                std::span<const std::string_view> candidates);

/// The word in small letters, without spaces and the separators - _ :
std::string folded(std::string_view word);

/// `did you mean "restart"?`, or nothing.
std::string did_you_mean(const std::optional<std::string>& word);

/// `one, two, three`, for a list of what is allowed.
std::string joined(std::span<const std::string_view> words);

}  // namespace fauxtp
