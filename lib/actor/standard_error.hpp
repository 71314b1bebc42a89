#pragma once

#include <chrono>
#include <string>

namespace fauxtp::detail {

/// Lines of the library itself for who looks at this process. Nobody who has one to say waits for
/// whoever reads it.
class standard_error {
 public:
  /// A whole line, its end included. Any thread.
  static void say(std::string line) noexcept;
  /// Waits, for at most so long, until all of them are written. It is done when the process ends by
  /// `exit` or by leaving `main`; who ends it otherwise calls this before.
  static void flush(std::chrono::milliseconds patience = std::chrono::seconds(1)) noexcept;
};

}  // namespace fauxtp::detail
