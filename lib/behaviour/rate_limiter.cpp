// When the next token is there.
#include "fauxtp/rate_limiter.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <string>

#include "fauxtp/deadline.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"

namespace fauxtp {
namespace {

using seconds = std::chrono::duration<double>;

/// A token of which no more is missing than this is there: time was rounded.
constexpr double rounding = 1e-6;

}  // namespace

void rate_limiter_options::check() const {
  if (!(rate >= 0) || !std::isfinite(rate)) {
    throw std::invalid_argument("the rate of a rate limiter must be a number from 0 on, not " +
                                std::to_string(rate));
  }
  if (burst == 0) {
    throw std::invalid_argument("the burst of a rate limiter is 0, and must be at least 1");
  }
}

rate_limiter_server::rate_limiter_server(rate_limiter_options options)
    : options_(options), tokens_(options.burst), filled_at_(now()) {
  options_.check();
}

std::optional<time_point> rate_limiter_server::handle_call(detail::token_request request, from) {
  refill();
  const double missing = 1 - tokens_;
  duration wait;
  if (missing > rounding) wait = seconds(missing / options_.rate);
  const time_point at = deadline_after(wait);
  if (wait > duration::zero() && (wait == infinity || at > request.until)) return std::nullopt;
  tokens_ -= 1;
  return at;
}

void rate_limiter_server::refill() {
  const time_point time = now();
  const double more = seconds(time - filled_at_).count() * options_.rate;
  tokens_ = std::min(tokens_ + more, static_cast<double>(options_.burst));
  filled_at_ = time;
}

void rate_limiter_server::handle_config_change(rate_limiter_options options) {
  refill();
  options_ = options;
  tokens_ = std::min(tokens_, static_cast<double>(options_.burst));
}

rate_limited::rate_limited(const server_ref& limiter)
    : exit_error(exit_reason(tuple("rate_limited", to_string(limiter))),
                 "the rate limiter " + to_string(limiter) + " has no token in time") {}
rate_limited::~rate_limited() = default;

bool rate_limiter::try_take() const {
  return call(actor_, detail::token_request{time_point::min()}).has_value();
}

void rate_limiter::take(duration wait, const std::source_location& where) const {
  const time_point until = std::min(deadline_after(wait), deadline());
  const auto at = call(actor_, detail::token_request{until});
  if (!at) throw rate_limited(actor_);
  if (const duration left = *at - now(); left > duration::zero()) sleep(left, where);
}

}  // namespace fauxtp
