#pragma once

#include <atomic>
#include <source_location>

namespace fauxtp::runtime {

/// Decides in which order the threads of a node do what others may notice. On a machine chance
/// does, and there is no interleaver; a simulation has one, which lets one thread run at a time.
class interleaver {
 public:
  virtual ~interleaver() = default;
  /// The calling thread is about to look at, or to change, what threads share: another one may be
  /// let run first. The calling thread must hold no lock that others may want,
  /// but an interleaved_mutex. `where`: the line of code that asks.
  virtual void before_shared_step(std::source_location where) noexcept = 0;

  static bool is_there() noexcept { return active.load(std::memory_order_relaxed) != nullptr; }
  /// Called before each such step.
  static void choice_point(std::source_location where = std::source_location::current()) noexcept {
    if (is_there()) [[unlikely]]
      step(where);
  }
  /// The interleaver of all threads of this process. Null: none.
  static constinit inline std::atomic<interleaver*> active{nullptr};

 private:
  /// Out of line: the registers that it needs are not to be saved where there is no interleaver.
  [[gnu::cold, gnu::noinline]] static void step(std::source_location where) noexcept {
    interleaver* const one = active.load(std::memory_order_relaxed);
    if (one != nullptr) one->before_shared_step(where);
  }
};

}  // namespace fauxtp::runtime
