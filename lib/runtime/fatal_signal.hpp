#pragma once

#include <cstddef>
#include <memory>

namespace fauxtp::runtime {

/// While one lives, a fault on this thread is told before it ends the process: of a stack overflow
/// whose stack it is, of all others the signal, who runs there, and where. Then the system does what
/// it does by default, with its core dump. Who has a handler of his own for such a signal keeps it;
/// only stack overflows of actors are taken from it.
class fault_watch {
 public:
  fault_watch();
  ~fault_watch();
  /// Whether there has ever been one.
  static bool is_used() noexcept;
  fault_watch(const fault_watch&) = delete;
  fault_watch& operator=(const fault_watch&) = delete;

 private:
  // The handler cannot run on the stack that has just ended.
  static constexpr std::size_t own_stack_size = 64 * 1024;
  std::unique_ptr<char[]> own_stack_;
};

}  // namespace fauxtp::runtime
