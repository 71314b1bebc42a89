// Finds the word that was probably meant, for error messages.
#include "fauxtp/nearest_word.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace fauxtp {

namespace {

/// How many letters must be inserted, dropped or replaced, and neighbours swapped, to turn one word
/// into the other.
std::size_t mistakes_between(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return table[i * width + j];
  };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      at(i, j) =
          std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (std::string_view candidate : candidates) {
    // If the lengths differ by `least` or more, the words cannot be near; this spares the table for
    // long texts.
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= least) continue;
    if (const std::size_t mistakes = mistakes_between(word, candidate); mistakes < least) {
      least = mistakes;
      best = candidate;
    }
  }
  return best;
}

}  // namespace fauxtp
