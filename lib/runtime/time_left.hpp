#pragma once

#include <ctime>

#include "runtime/clock.hpp"

namespace fauxtp::runtime {

/// The time until a deadline, as system calls take it.
class time_left {
 public:
  explicit time_left(time_point deadline) noexcept : endless_(deadline == time_point::max()) {
    if (endless_) return;
    const auto left = nanoseconds(deadline - std::chrono::steady_clock::now()).count();
    if (left > 0) left_ = {left / 1'000'000'000, left % 1'000'000'000};
  }

  bool none() const noexcept { return !endless_ && left_.tv_sec == 0 && left_.tv_nsec == 0; }
  /// Null if there is no deadline.
  const timespec* timeout() const noexcept { return endless_ ? nullptr : &left_; }

 private:
  bool endless_;
  timespec left_{};
};

}  // namespace fauxtp::runtime
