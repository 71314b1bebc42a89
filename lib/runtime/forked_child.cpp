// What becomes of a child process that an actor forks, and that does not become another program.
#include "runtime/forked_child.hpp"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>

#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

std::atomic<bool> forked{false};
std::atomic<void (*)()> leave{nullptr};

void in_child() noexcept {
  forked = true;
  worker* here = worker::current();
  if (here == nullptr) return;
  here->is_alone();
  if (auto* const function = leave.load()) function();
}

}  // namespace

bool is_forked_child() noexcept { return forked.load(std::memory_order_relaxed); }

void watch_for_forks(void (*leave_actor)()) noexcept {
  static std::once_flag once;
  leave = leave_actor;
  std::call_once(once, [] { pthread_atfork(nullptr, nullptr, &in_child); });
}

void say_as_child(const char* who, const char* what) noexcept {
  const std::string line =
      std::string("fauxtp: a child that ") + who + " has forked " + what + "\n";
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  if (poll(&room, 1, 0) == 1 && write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace fauxtp::runtime
