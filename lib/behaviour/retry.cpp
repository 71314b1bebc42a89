// Which failures are followed by another attempt, and when.
#include "fauxtp/retry.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "behaviour/backoff.hpp"
#include "behaviour/orderly_end.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {
namespace {

void check(bool holds, const char* rule) {
  if (!holds) throw std::invalid_argument(std::string("fauxtp: retry: ") + rule);
}

}  // namespace

retry_course::retry_course(retry_options options) : options_(std::move(options)) {
  check(options_.attempts > 0, "attempts is 0, and must be at least 1");
  check(options_.min >= duration::zero(), "min is negative");
  check(options_.min != infinity, "min is infinite, so there would never be a second attempt");
  check(options_.min <= options_.max, "min is greater than max");
  check(options_.factor >= 1 && std::isfinite(options_.factor), "factor must be at least 1");
  check(options_.jitter >= 0 && options_.jitter <= 1, "jitter must be from 0 to 1");
  static_cast<void>(now());  // throws outside an actor
  if (options_.budget != nullptr) options_.budget->deposit();
}

void retry_course::failed() {
  ++attempts_;
  if (attempts_ >= options_.attempts || is_orderly_end() || !is_worth_it()) throw;
  wait_ = wait_by_chance(options_, attempts_);
  const bool in_vain = deadline() != time_point::max() && deadline_after(wait_) >= deadline();
  if (in_vain || cancelled()) throw;
  if (options_.budget != nullptr && !options_.budget->try_withdraw()) throw;
}

void retry_course::wait(const std::source_location& where) { sleep(wait_, where); }

bool retry_course::is_worth_it() const {
  return !options_.only_if || options_.only_if(exit_reason::of_current_exception());
}

}  // namespace fauxtp::detail
