// The word that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "document/spelling.hpp"

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

}  // namespace fauxtp
