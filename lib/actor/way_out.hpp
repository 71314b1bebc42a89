#pragma once

namespace fauxtp::detail {

/// Whether an actor_exit that is thrown here would be caught before it reaches a function that is
/// noexcept, such as a destructor, where it would end the process. This walks through the stack,
/// which takes some microseconds. It throws nothing, but it must not be noexcept: where a function
/// calls only what cannot throw, compilers note no way out of it.
bool has_way_out();

}  // namespace fauxtp::detail
