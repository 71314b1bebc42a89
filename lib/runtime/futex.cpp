// A thread that sleeps on a futex.
#include "runtime/futex.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/sanitizer.hpp"
#include "runtime/time_left.hpp"

namespace fauxtp::runtime {
namespace {

constexpr std::chrono::milliseconds short_sleep{20};

}  // namespace

void futex::sleep(time_point deadline) noexcept {
  if constexpr (sanitizer::sleeps_are_short) {
    deadline = std::min(deadline, std::chrono::steady_clock::now() + short_sleep);
  }
  const time_left left(deadline);
  if (!left.none()) {
    syscall(SYS_futex, &rung_, FUTEX_WAIT_PRIVATE, 0, left.timeout(), nullptr, 0);
    sanitizer::let_signals_in();
  }
  rung_.store(0, std::memory_order_relaxed);
}

void futex::ring() noexcept {
  rung_.store(1, std::memory_order_release);
  syscall(SYS_futex, &rung_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace fauxtp::runtime
