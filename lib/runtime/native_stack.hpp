// The stack of a thread, as return addresses.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace fauxtp::runtime {

/// Return addresses, innermost first.
using native_stack = std::vector<const void*>;

inline constexpr std::size_t deepest_stack = 64;

/// The running thread's, from its caller on. Does not allocate before it has them all; some 2 KiB of
/// stack.
native_stack own_stack();

/// What a worker's thread was found at.
struct thread_sight {
  std::array<char, 256> label{};  // of the job that it runs
  native_stack stack;
};
/// Interrupts a worker's thread, by its number in the kernel, for a moment to look at its stack, by the signal SIGURG. A system
/// call that it waits in may end with EINTR. Nothing if it could not be interrupted within a second.
/// One look at a time; any thread but that one.
std::optional<thread_sight> look_at_thread(pid_t thread);

}  // namespace fauxtp::runtime
