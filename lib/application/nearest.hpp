// The word that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fauxtp {

/// Which of `candidates` somebody who wrote `word` meant: the word that Elixir, Docker Compose,
/// Kubernetes or systemd have for the same thing, else the nearest by spelling. None if all are
/// far.
///
/// Case and the separators - and _ do not count: "one-for-one" and "OneForOne" are one_for_one.
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates);

/// How that which other systems do by this key is done here; empty if there is nothing to say.
std::string advice_for(std::string_view word);

/// `did you mean "restart"?`, or nothing.
std::string did_you_mean(const std::optional<std::string>& word);

/// `one, two, three`: what is allowed there.
std::string joined(std::span<const std::string_view> words);

/// How many letters must be inserted, removed, replaced or swapped with a neighbour to make one
/// word the other (optimal string alignment).
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace fauxtp
