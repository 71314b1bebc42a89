#pragma once

#include <atomic>
#include <cstddef>

#include "runtime/clock.hpp"
#include "runtime/io_wait.hpp"
#include "runtime/standing_watch.hpp"

namespace fauxtp::runtime {

/// Where the thread of a worker sleeps when it has nothing to do, and what wakes it: another
/// thread, a descriptor, or the deadline. A simulation has one in which nobody sleeps.
class bell {
 public:
  virtual ~bell() = default;
  /// The calling thread is the worker's from now on.
  virtual void begins() noexcept {}
  /// The worker's thread is about to end, or to wait for the ends of other workers' threads.
  virtual void ends() noexcept {}
  /// How often a worker looks around once more before it sleeps.
  virtual int spins() const noexcept { return 300; }
  /// Called by the worker's thread: sleeps until ring() is called, or was called since the last
  /// sleep, until a descriptor is ready for which somebody waits, or until the deadline. It may
  /// return earlier.
  virtual void sleep(time_point deadline) noexcept = 0;
  /// Any thread, but only while the worker's thread is about to sleep, sleeps, or waits for the
  /// thread that rings.
  virtual void ring() noexcept = 0;

  // The next functions are called by the worker's thread while it is awake.

  /// From now on the wait is told when its descriptor is ready; that may happen before watch()
  /// returns, because a regular file always is. Throws std::system_error if the system refuses:
  /// EBADF, if the descriptor is not open. Its owner may pass what makes further waits cheaper.
  virtual void watch(int descriptor, io_wait& wait, standing_watch* owner = nullptr) = 0;
  /// The wait is not told any more. It may have been told already.
  virtual void forget(io_wait& wait) noexcept = 0;
  /// Tells the waits whose descriptors are ready.
  virtual void look() noexcept = 0;
  /// Whether anybody waits for a descriptor.
  bool watches() const noexcept { return watched_ != 0; }
  /// In a process that was just forked: what is done here does not concern the other process.
  virtual void is_alone() noexcept = 0;

  /// Any thread: whether the next look() will tell somebody something.
  virtual bool has_news() const noexcept = 0;

 protected:
  std::atomic<std::size_t> watched_ = 0;  // waits that have not been told
};

}  // namespace fauxtp::runtime
