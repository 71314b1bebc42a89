// Takes stacks: the own one, and by a signal handler those of others.
#include "runtime/native_stack.hpp"

#include <errno.h>
#include <execinfo.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>

#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

/// What the handler writes to. It stays for ever: a handler may come late.
struct sight {
  std::array<char, 256> label;
  std::array<void*, deepest_stack> frames;
  int depth;
  sem_t taken;
  std::atomic<bool> wanted{false};
};
sight& seen() {
  static sight only;
  return only;
}

void on_look(int) {
  const int before = errno;
  sight& mine = seen();
  if (mine.wanted.exchange(false)) {
    worker* here = worker::current();
    std::strncpy(mine.label.data(), here == nullptr ? "(none)" : here->running().label(),
                 mine.label.size() - 1);
    mine.depth = backtrace(mine.frames.data(), static_cast<int>(mine.frames.size()));
    sem_post(&mine.taken);
  }
  errno = before;
}

void prepare() {
  sem_init(&seen().taken, 0, 0);
  void* first[1];
  backtrace(first, 1);  // loads what it needs, which no handler may
  struct sigaction ours {};
  ours.sa_handler = on_look;
  ours.sa_flags = SA_RESTART | SA_ONSTACK;
  sigaction(SIGURG, &ours, nullptr);
}

}  // namespace

native_stack own_stack() {
  std::array<void*, deepest_stack> frames;
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  return native_stack(frames.begin() + 1, frames.begin() + depth);
}

std::optional<thread_sight> look_at_thread(pid_t thread) {
  static std::once_flag once;
  std::call_once(once, prepare);
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  sight& found = seen();
  while (sem_trywait(&found.taken) == 0) {
  }
  found.wanted = true;
  timespec patience{};
  clock_gettime(CLOCK_REALTIME, &patience);
  patience.tv_sec += 1;
  int waited = tgkill(getpid(), thread, SIGURG);
  if (waited == 0) {
    do {
      waited = sem_timedwait(&found.taken, &patience);
    } while (waited != 0 && errno == EINTR);
  }
  if (waited != 0 && found.wanted.exchange(false)) return std::nullopt;
  // The handler's own frame and the kernel's come first.
  constexpr int of_the_handler = 2;
  thread_sight shown{found.label, {}};
  for (int i = of_the_handler; i < found.depth; ++i) {
    shown.stack.push_back(found.frames[static_cast<std::size_t>(i)]);
  }
  return shown;
}

}  // namespace fauxtp::runtime
