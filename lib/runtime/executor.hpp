#pragma once

#include <cstddef>
#include <functional>

namespace fauxtp::runtime {

/// Runs functions that block, so that a worker never does.
class executor {
 public:
  virtual ~executor() = default;
  /// Any thread. `function` must not throw. Throws std::system_error, and then does not run the
  /// function, if there is no thread yet and the system gives none.
  virtual void run(std::function<void()> function) = 0;
  /// Runs the functions that are queued, and waits for them. Afterwards run() must not be called.
  virtual void finish() noexcept = 0;
  /// Functions that are queued or running.
  virtual std::size_t pending() const = 0;
  virtual std::size_t most_threads() const noexcept = 0;
  /// True for the first call since the last time that no function was queued.
  virtual bool first_to_complain() noexcept = 0;
};

}  // namespace fauxtp::runtime
