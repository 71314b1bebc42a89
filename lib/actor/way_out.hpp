#pragma once

namespace fauxtp::detail {

/// Whether an actor_exit that is thrown here would be caught before it reaches a function that is
/// noexcept, such as a destructor, where it would end the process. It walks through the stack, which
/// takes some microseconds. It throws nothing, and must not be noexcept: compilers note no way out of a
/// function where it calls what cannot throw.
bool has_way_out();

}  // namespace fauxtp::detail
