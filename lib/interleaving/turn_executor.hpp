#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "interleaving/turn_taker.hpp"
#include "runtime/executor.hpp"

namespace fauxtp::interleaving {

/// Runs functions that block on threads that take turns with the workers.
class turn_executor final : public runtime::executor {
 public:
  turn_executor(turn_taker& turns, std::size_t most_threads, std::function<void()> counted_off)
      : turns_(turns), most_threads_(most_threads), counted_off_(std::move(counted_off)) {}

  void run(std::function<void()> function) override;
  void finish() noexcept override;
  std::size_t pending() const override;
  std::size_t most_threads() const noexcept override { return most_threads_; }
  bool first_to_complain() noexcept override { return !complained_.exchange(true); }

 private:
  void serve(turn_taker::player& own);
  void add_thread();
  /// Lets an idle thread look whether there is something to do.
  void wake_all() noexcept;

  turn_taker& turns_;
  const std::size_t most_threads_;
  const std::function<void()> counted_off_;
  mutable std::mutex guard_;
  std::deque<std::function<void()>> queue_;
  std::size_t pending_ = 0;
  bool ending_ = false;
  std::atomic<bool> complained_{false};
  std::vector<turn_taker::player*> players_;
  std::vector<std::thread> threads_;
};

}  // namespace fauxtp::interleaving
