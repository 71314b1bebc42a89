// A thread that sleeps on a futex.
#include "runtime/bell.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>

#include "runtime/sanitizer.hpp"

namespace fauxtp::runtime {

void futex_bell::sleep(time_point deadline) noexcept {
  timespec limit{};
  timespec* timeout = nullptr;
  if (deadline != time_point::max()) {
    const auto left = nanoseconds(deadline - std::chrono::steady_clock::now()).count();
    limit = {left / 1'000'000'000, left % 1'000'000'000};
    timeout = &limit;
  }
  if (timeout == nullptr || limit.tv_sec > 0 || limit.tv_nsec > 0) {
    syscall(SYS_futex, &rung_, FUTEX_WAIT_PRIVATE, 0, timeout, nullptr, 0);
    sanitizer::let_signals_in();
  }
  rung_.store(0, std::memory_order_relaxed);
}

void futex_bell::ring() noexcept {
  rung_.store(1, std::memory_order_release);
  syscall(SYS_futex, &rung_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace fauxtp::runtime
