#pragma once

#include <cstddef>
#include <memory>

namespace fauxtp::runtime {

/// While one lives, a fault on this thread is reported before it ends the process: for a stack
/// overflow whose stack it is, for all other faults the signal, what runs there, and where. Then
/// the system does what it does by default, with its core dump. If the program has a handler of its
/// own for such a signal, the handler stays; only stack overflows of actors are kept from it.
class fault_watch {
 public:
  fault_watch();
  ~fault_watch();
  /// Whether a fault_watch has ever been made in this process.
  static bool is_used() noexcept;
  fault_watch(const fault_watch&) = delete;
  fault_watch& operator=(const fault_watch&) = delete;

 private:
  // The handler cannot run on a stack that has just overflowed.
  static constexpr std::size_t own_stack_size = 64 * 1024;
  std::unique_ptr<char[]> own_stack_;
};

}  // namespace fauxtp::runtime
