// The stack of a thread, as return addresses.
#pragma once

#include <cstddef>
#include <vector>

namespace fauxtp::runtime {

/// Return addresses, innermost first.
using native_stack = std::vector<const void*>;

inline constexpr std::size_t deepest_stack = 64;

/// The stack of the running thread, from the caller of this function on. It does not allocate
/// before it has all addresses; it needs some 2 KiB of stack.
native_stack own_stack();

/// The return addresses of a stack that no thread runs on. `frame` is what a function on that stack
/// got as its __builtin_frame_address(0); the addresses begin with the caller of that function.
/// Empty on processors other than x86-64.
native_stack stack_below(const void* frame);

}  // namespace fauxtp::runtime
