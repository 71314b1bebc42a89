#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/clock.hpp"

namespace fauxtp::runtime {

/// Where the thread of a worker sleeps when it has nothing to do, and how another thread wakes it.
/// A simulation has one in which nobody sleeps.
class bell {
 public:
  virtual ~bell() = default;
  /// Called by the worker's thread: sleeps until ring() is called, or was called since the last
  /// sleep, or until the deadline. It may return earlier.
  virtual void sleep(time_point deadline) noexcept = 0;
  /// Any thread.
  virtual void ring() noexcept = 0;
};

class futex_bell final : public bell {
 public:
  void sleep(time_point deadline) noexcept override;
  void ring() noexcept override;

 private:
  std::atomic<std::uint32_t> rung_{0};
};

}  // namespace fauxtp::runtime
