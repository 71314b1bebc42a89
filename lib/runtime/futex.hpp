#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/clock.hpp"

namespace fauxtp::runtime {

/// A thread sleeps here until another one wakes it; nothing else can.
class futex {
 public:
  void sleep(time_point deadline) noexcept;
  void ring() noexcept;

 private:
  std::atomic<std::uint32_t> rung_{0};
};

}  // namespace fauxtp::runtime
