#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fauxtp::runtime {

/// The code that a signal has interrupted, by the third argument of a signal handler (SA_SIGINFO).
/// Zeros on processors other than x86-64 and arm64.
struct interrupted_code {
  explicit interrupted_code(void* context) noexcept;

  std::uintptr_t instruction = 0;
  std::uintptr_t stack_pointer = 0;

  /// For a signal handler: writes the stack of that code, innermost first, without the frames of
  /// the handler, and returns how many addresses it has written. Each address lies behind the
  /// instruction that it stands for, as return addresses do. The process must have called
  /// backtrace(3) before, which allocates memory the first time.
  std::size_t write_stack(std::span<const void*> into) const noexcept;
};

}  // namespace fauxtp::runtime
