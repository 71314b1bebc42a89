#pragma once

#include <atomic>

namespace fauxtp::runtime {

/// Decides in which order the threads of a node do what others may notice. On a machine chance
/// does, and there is no interleaver; a simulation has one, which lets one thread run at a time.
class interleaver {
 public:
  virtual ~interleaver() = default;
  /// The calling thread is about to look at, or to change, what threads share: another one may be
  /// let run first. The calling thread must not hold a lock that others may want.
  virtual void before_shared_step() noexcept = 0;

  /// Called before each such step.
  static void choice_point() noexcept {
    interleaver* const one = active.load(std::memory_order_relaxed);
    if (one != nullptr) [[unlikely]]
      one->before_shared_step();
  }
  /// The interleaver of all threads of this process. Null: none.
  static constinit inline std::atomic<interleaver*> active{nullptr};
};

}  // namespace fauxtp::runtime
