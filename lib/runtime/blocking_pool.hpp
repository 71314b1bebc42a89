#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace fauxtp::runtime {

/// Threads for functions that block, so that a worker never does. Threads are made when they are
/// needed, up to a limit; beyond it functions queue.
class blocking_pool {
 public:
  /// `counted_off` is called after each function, when pending() does not count it any more.
  explicit blocking_pool(
      std::size_t most_threads, std::function<void()> counted_off = [] {})
      : most_threads_(most_threads), counted_off_(std::move(counted_off)) {}
  ~blocking_pool() { finish(); }
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  /// Any thread. `function` must not throw. Throws std::system_error, and then does not run the
  /// function, if there is no thread yet and the system gives none.
  void run(std::function<void()> function);
  /// Runs the functions that are queued, and waits for them and for the threads. Afterwards run()
  /// must not be called.
  void finish() noexcept;
  /// Functions that are queued or running.
  std::size_t pending() const;
  std::size_t most_threads() const noexcept { return most_threads_; }
  /// True for the first call since the last time that no function was queued.
  bool first_to_complain() noexcept { return !complained_.exchange(true); }

 private:
  void add_thread();
  void serve();

  const std::size_t most_threads_;
  const std::function<void()> counted_off_;
  mutable std::mutex guard_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  std::size_t pending_ = 0;
  bool ending_ = false;
  std::atomic<bool> complained_{false};
};

}  // namespace fauxtp::runtime
