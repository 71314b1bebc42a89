#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include "actor/running.hpp"
#include "fauxtp/duration.hpp"

namespace fauxtp::detail {

/// How long to wait after so many failures in a row, at least 1. `How` says how long the first wait
/// is (`min`), and the longest (`max`), by which each is longer (`factor`), and by which part, from
/// 0 to 1, it differs (`jitter`). `chance`, from -1 to 1, chooses within the jitter.
template <class How>
duration wait_of(const How& how, unsigned failures, double chance) {
  using count = std::chrono::duration<double, duration::period>;
  const count grown = count(how.min) * std::pow(how.factor, failures - 1);
  return std::min(grown, count(how.max)) * (1 + how.jitter * chance);
}

/// The same by the running actor's dice.
template <class How>
duration wait_by_chance(const How& how, unsigned failures) {
  return wait_of(how, failures, std::uniform_real_distribution(-1.0, 1.0)(own_dice()));
}

}  // namespace fauxtp::detail
