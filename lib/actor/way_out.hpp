#pragma once

namespace fauxtp::detail {

/// Whether an actor_exit that is thrown here would be caught before it reaches a function that is
/// noexcept, such as a destructor, where it would end the process. It walks through the stack, which
/// takes some microseconds.
bool has_way_out() noexcept;

}  // namespace fauxtp::detail
