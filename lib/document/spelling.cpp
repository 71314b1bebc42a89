// Guesses which word was meant, from how it is spelled.
#include "document/spelling.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

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

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> before(width);
  std::vector<std::size_t> above(width);
  std::vector<std::size_t> row(width);
  for (std::size_t j = 0; j < width; ++j) {
    above[j] = j;
  }
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t replace = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
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
  for (const std::string_view word : words) {
    out += (out.empty() ? "" : ", ") + std::string(word);
  }
  return out;
}

std::string did_you_mean(const std::optional<std::string>& word) {
  return word ? "did you mean " + in_quotes(*word) + "?" : std::string();
}

}  // namespace fauxtp
