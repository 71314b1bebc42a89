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

#include "runtime/executor.hpp"

namespace fauxtp::runtime {

/// Threads for functions that block. They are made when they are needed, up to a limit; beyond it
/// functions queue.
class blocking_pool final : public executor {
 public:
  /// `counted_off` is called after each function, when pending() does not count it any more.
  explicit blocking_pool(
      std::size_t most_threads, std::function<void()> counted_off = [] {})
      : most_threads_(most_threads), counted_off_(std::move(counted_off)) {}
  ~blocking_pool() override { finish(); }
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  void run(std::function<void()> function) override;
  void finish() noexcept override;
  std::size_t pending() const override;
  std::size_t most_threads() const noexcept override { return most_threads_; }
  bool first_to_complain() noexcept override { return !complained_.exchange(true); }

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
