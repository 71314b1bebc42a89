#pragma once

#include <atomic>
#include <chrono>

namespace fauxtp::runtime {

using time_point = std::chrono::steady_clock::time_point;
using wall_time = std::chrono::system_clock::time_point;
using nanoseconds = std::chrono::nanoseconds;

/// The one source of time of a node. All code that waits asks it, so that a test or a simulation
/// can hold time still and move it.
class clock {
 public:
  virtual ~clock() = default;
  virtual time_point now() const noexcept = 0;
  /// What the clocks of people show; it may jump.
  virtual wall_time wall() const noexcept = 0;
  /// Whether time passes by itself, so that a worker may sleep until its next timer.
  virtual bool runs() const noexcept = 0;
  /// The time at which this wait will be over.
  time_point deadline_after(nanoseconds wait) const noexcept;
  /// The same for the patience of who asks: if it is far away it is some milliseconds off, mostly
  /// late, because a less exact time costs a quarter to read.
  time_point rough_deadline_after(nanoseconds wait) const noexcept;
  /// Exact, but reads the exact clock only near that time.
  bool is_past(time_point at) const noexcept;

 private:
  /// A time that is not later than now(), and mostly at most `age` older: on a machine that is busy
  /// the kernel updates it late.
  virtual time_point recently(nanoseconds& age) const noexcept {
    age = {};
    return now();
  }
};

class real_clock final : public clock {
 public:
  time_point now() const noexcept override { return std::chrono::steady_clock::now(); }
  wall_time wall() const noexcept override { return std::chrono::system_clock::now(); }
  bool runs() const noexcept override { return true; }

 private:
  time_point recently(nanoseconds& age) const noexcept override;
};

/// Stands still until it is set. May be read from any thread. The wall clock goes with it.
class manual_clock final : public clock {
 public:
  time_point now() const noexcept override;
  wall_time wall() const noexcept override;
  bool runs() const noexcept override { return false; }
  void set(time_point now) noexcept;
  void set_wall(wall_time now) noexcept;

 private:
  std::atomic<nanoseconds::rep> now_{nanoseconds(std::chrono::hours(1)).count()};
  // How far the wall clock is ahead: it begins with 2026.
  std::atomic<nanoseconds::rep> ahead_{1'767'225'600'000'000'000 -
                                       nanoseconds(std::chrono::hours(1)).count()};
};

/// `now + wait`; time_point::max(), which is for ever, if the wait is too long to be added.
time_point deadline_after(time_point now, nanoseconds wait) noexcept;

}  // namespace fauxtp::runtime
