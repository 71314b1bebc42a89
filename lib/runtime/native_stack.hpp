// The stack of a thread, as return addresses.
#pragma once

#include <cstddef>
#include <vector>

namespace fauxtp::runtime {

/// Return addresses, innermost first.
using native_stack = std::vector<const void*>;

inline constexpr std::size_t deepest_stack = 64;

/// The running thread's, from its caller on. Does not allocate before it has them all; some 2 KiB of
/// stack.
native_stack own_stack();

}  // namespace fauxtp::runtime
