// Guesses which word was meant, from how it is spelled.
#include "document/spelling.hpp"

#include <algorithm>
#include <cctype>

#include "term/unicode.hpp"

namespace fauxtp {

std::string folded(std::string_view word) {
  std::string out;
  for (const char each : word) {
    if (each != '-' && each != '_' && each != ' ' && each != ':') {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    }
  }
  return out;
}

std::optional<similar_word> nearest_by_spelling(std::string_view word,
                                                std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_to_compare) return std::nullopt;
  const std::string written = folded(word);
  std::optional<similar_word> best;
  std::size_t best_distance = std::max<std::size_t>(written.size(), 3) / 3 + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > longest_to_compare) continue;
    const std::size_t distance = edit_distance(written, folded(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = {std::string(candidate), distance};
    }
  }
  return best;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

std::string did_you_mean(const std::optional<std::string>& word) {
  return word ? "did you mean " + in_quotes(*word) + "?" : std::string();
}

}  // namespace fauxtp
