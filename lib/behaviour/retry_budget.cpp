// How many retries there may be.
#include "fauxtp/retry_budget.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace fauxtp {
namespace {

constexpr std::int64_t token = 1'000'000;

std::int64_t checked_share(double share) {
  if (share >= 0 && share <= 1000) return static_cast<std::int64_t>(share * token);
  throw std::invalid_argument("fauxtp: retry_budget: the share must be from 0 to 1000, not " +
                              std::to_string(share));
}

}  // namespace

retry_budget::retry_budget(retry_budget_options options)
    : share_(checked_share(options.share)), most_(token * options.burst), tokens_(most_) {}

void retry_budget::deposit() noexcept {
  std::int64_t before = tokens_.load(std::memory_order_relaxed);
  std::int64_t after = before;
  do {
    after = std::min(before + share_, most_);
  } while (after != before && !tokens_.compare_exchange_weak(before, after));
}

bool retry_budget::try_withdraw() noexcept {
  std::int64_t before = tokens_.load(std::memory_order_relaxed);
  do {
    if (before < token) return false;
  } while (!tokens_.compare_exchange_weak(before, before - token));
  return true;
}

double retry_budget::left() const noexcept {
  return static_cast<double>(tokens_.load()) / static_cast<double>(token);
}

}  // namespace fauxtp
