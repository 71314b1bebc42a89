// Writes lines on a thread that may be held up by the reader of the lines.
#include "fauxtp/log_queue.hpp"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "runtime/forked_child.hpp"
#include "runtime/thread_name.hpp"

namespace fauxtp {

/// Shared with the thread, which may be in a write that never ends.
struct log_queue::state {
  struct line {
    std::size_t bytes;
    std::size_t lost_before;
    std::function<void()> write;
  };

  std::function<void(std::size_t)> tell_of_lost;
  std::mutex guard;
  std::condition_variable changed;
  std::deque<line> lines;
  std::size_t bytes = 0;
  std::size_t lost = 0;  // since the last line that had room
  std::uint64_t added = 0;
  std::uint64_t written = 0;
  bool ends = false;

  void serve();
  void write_all(std::unique_lock<std::mutex>& lock);
  void tell(std::size_t lost_lines) const;
};

void log_queue::state::tell(std::size_t lost_lines) const {
  if (lost_lines > 0 && tell_of_lost) tell_of_lost(lost_lines);
}

void log_queue::state::serve() {
  // A terminal may be set to stop a background process that writes to it.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::unique_lock lock(guard);
  for (;;) {
    changed.wait(lock, [this] { return ends || !lines.empty(); });
    if (lines.empty()) return;
    write_all(lock);
  }
}

void log_queue::state::write_all(std::unique_lock<std::mutex>& lock) {
  while (!lines.empty()) {
    line next = std::move(lines.front());
    lines.pop_front();
    bytes -= next.bytes;
    // No line may come behind the last one to tell of the lines that were lost since then.
    const std::size_t lost_after = lines.empty() ? std::exchange(lost, 0) : 0;
    lock.unlock();
    try {
      tell(next.lost_before);
      next.write();
      tell(lost_after);
    } catch (...) {  // there is nowhere to report it
    }
    next.write = nullptr;
    lock.lock();
    ++written;
    changed.notify_all();
  }
}

log_queue::log_queue(const std::string& thread, std::function<void(std::size_t)> tell_of_lost)
    : state_(std::make_shared<state>()) {
  state_->tell_of_lost = std::move(tell_of_lost);
  std::thread([shared = state_, thread] {
    runtime::name_thread(thread);
    shared->serve();
  }).detach();
}

log_queue::~log_queue() {
  if (runtime::is_forked_child()) return;
  const std::lock_guard lock(state_->guard);
  state_->ends = true;
  state_->changed.notify_all();
}

// In a forked child there is no thread that writes, and another thread may have held the lock.
bool log_queue::add(std::size_t bytes, std::function<void()> write) {
  if (runtime::is_forked_child()) return false;
  const std::lock_guard lock(state_->guard);
  const bool full = state_->lines.size() >= most_lines ||
                    (!state_->lines.empty() && state_->bytes + bytes > most_bytes);
  if (full) {
    ++state_->lost;
    return false;
  }
  state_->lines.push_back({bytes, std::exchange(state_->lost, 0), std::move(write)});
  state_->bytes += bytes;
  ++state_->added;
  state_->changed.notify_all();
  return true;
}

bool log_queue::flush(std::chrono::milliseconds patience) {
  if (runtime::is_forked_child()) return false;
  std::unique_lock lock(state_->guard);
  const std::uint64_t last = state_->added;
  return state_->changed.wait_for(lock, patience, [&] { return state_->written >= last; });
}

void write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    if (written > 0 || errno == EINTR) continue;
    if (errno != EAGAIN) return;
    pollfd room{descriptor, POLLOUT, 0};
    poll(&room, 1, -1);
  }
}

}  // namespace fauxtp
