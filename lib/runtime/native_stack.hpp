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

/// The return addresses of a stack that nobody runs on, from the caller of the function of that frame
/// on: what that function got as its __builtin_frame_address(0). Empty on processors other than
/// x86-64.
native_stack stack_below(const void* frame);

}  // namespace fauxtp::runtime
