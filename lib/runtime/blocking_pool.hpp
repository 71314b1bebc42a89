#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fauxtp::runtime {

/// Threads for functions that block, so that a worker never does. They are made when they are
/// needed, up to a limit; then functions queue. The destructor runs what is queued and waits.
class blocking_pool {
 public:
  explicit blocking_pool(std::size_t most_threads) : most_threads_(most_threads) {}
  ~blocking_pool();
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  /// Any thread. `function` must not throw.
  void run(std::function<void()> function);
  /// Functions that are queued or running.
  std::size_t pending() const;

 private:
  void serve();

  const std::size_t most_threads_;
  mutable std::mutex guard_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  std::size_t pending_ = 0;
  bool ending_ = false;
};

}  // namespace fauxtp::runtime
