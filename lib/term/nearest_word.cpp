// Finds the word that was probably meant, for error messages.
#include "fauxtp/detail/nearest_word.hpp"

#include <algorithm>

#include "term/edit_distance.hpp"

namespace fauxtp {

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (std::string_view candidate : candidates) {
    // If the lengths differ by `least` or more, the words cannot be near; this spares the
    // comparison of long texts.
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= least) continue;
    if (const std::size_t mistakes = edit_distance(word, candidate); mistakes < least) {
      least = mistakes;
      best = candidate;
    }
  }
  return best;
}

}  // namespace fauxtp
