#pragma once

#include <chrono>
#include <string>

namespace fauxtp::detail {

/// Lines of the library itself, for people who look at this process. A thread that writes one does
/// not wait until it has been read.
class standard_error {
 public:
  /// Writes a whole line, its end included. Any thread.
  static void say(std::string line) noexcept;
  /// Waits, at most for `patience`, until all lines are written. This is done when the process ends
  /// by `exit` or by leaving `main`; code that ends the process in another way must call it before.
  static void flush(std::chrono::milliseconds patience = std::chrono::seconds(1)) noexcept;
};

}  // namespace fauxtp::detail
