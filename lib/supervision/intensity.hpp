#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>

#include "fauxtp/duration.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {

/// Counts restarts, and says whether one more is allowed: at most `most` within any span of
/// `period`, both ends of the span included (I1).
class intensity {
 public:
  intensity(std::size_t most, duration period) : most_(most), period_(period) {}

  /// Sets other limits from now on; restarts that were counted stay counted.
  void change(std::size_t most, duration period) {
    most_ = most;
    period_ = period;
  }

  /// Counts a restart now. False if it is one restart too many.
  bool allows_one_at(time_point now) {
    while (!times_.empty() && now - times_.front() > period_) times_.pop_front();
    times_.push_back(now);
    return times_.size() <= most_;
  }

  /// The number of restarts within the period that ends with the last one; the last one counts,
  /// too.
  std::size_t counted() const { return times_.size(); }

  /// The number of restarts within the period that ends now.
  std::size_t used_at(time_point now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(times_, [&](auto each) { return now - each <= period_; }));
  }

 private:
  std::size_t most_;
  duration period_;
  std::deque<time_point> times_;
};

}  // namespace fauxtp::detail
