#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/executor.hpp"
#include "runtime/worker.hpp"
#include "runtime/world.hpp"

namespace fauxtp::runtime {

/// The workers of a node: threads of its own, and the thread that made the pool, which becomes a
/// worker too for as long as the pool lives.
class worker_pool {
 public:
  /// `threads` workers get a thread of their own. The calling thread is a further worker, the first
  /// one: at(0). Throws std::system_error, and leaves nothing behind, if the system gives fewer
  /// threads.
  worker_pool(std::size_t threads, const world& of, std::size_t most_blocking_threads);
  /// Called on the thread that made the pool. No job may be left.
  ~worker_pool();
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

  std::size_t size() const noexcept { return workers_.size(); }
  worker& at(std::size_t index) noexcept { return *workers_[index]; }
  executor& blocking() noexcept { return *blocking_; }
  /// What the room above knows its workers by: set before any parcel or job is given to them.
  void belongs_to(void* owner) noexcept { owner_ = owner; }
  void* owner() const noexcept { return owner_; }

  /// The running fiber waits until all other fibers of all workers wait, and no parcel or blocking
  /// function is under way. One fiber at a time.
  void settle();
  /// When all are settled: when the next timer expires. It looks at each timer that may be it.
  time_point next_timer() const noexcept;
  /// Makes every worker look at the clock.
  void clock_has_moved() noexcept;

  /// Ends settle() if all is quiet. Called by each worker before it sleeps, and after each blocking
  /// function. Any thread.
  void one_may_be_the_last() noexcept;

 private:
  /// Ends the workers whose threads were made.
  void end() noexcept;
  bool all_quiet() const noexcept;

  struct settled;

  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
  std::unique_ptr<executor> blocking_;
  void* owner_ = nullptr;
  std::atomic<std::uint64_t> settling_{0};  // the number of the settle() that waits, or 0
  std::uint64_t last_settle_ = 0;
  settled* waiter_ = nullptr;  // belongs to the thread that has set settling_ to 0
};

}  // namespace fauxtp::runtime
