// The word that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fauxtp {

/// Which of `candidates` was meant by `word`: the word for the thing that Erlang, Elixir, Docker
/// Compose, Kubernetes or systemd call `word`, else the nearest by spelling. Nothing if all are too
/// far off.
///
/// Case, spaces and the separators - _ : do not count: "one-for-one" and "OneForOne" are
/// one_for_one.
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates);

/// How to do here what other systems do by this key; empty if there is no advice.
std::string advice_for(std::string_view word);

/// `did you mean "restart"?`, or nothing.
std::string did_you_mean(const std::optional<std::string>& word);

/// `one, two, three`, for a list of what is allowed.
std::string joined(std::span<const std::string_view> words);

/// How many letters must be inserted, removed, replaced or swapped with a neighbour to make one
/// word the other (optimal string alignment).
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace fauxtp
