#pragma once

namespace fauxtp::runtime {

/// Whether this process was forked from one with a node, and has not become another program: then
/// its only thread is the one that has forked, and what others held locked stays so.
bool is_forked_child() noexcept;

/// From now on a child that was forked in an actor has nobody else to switch to: it ends where it
/// would wait. `leave_actor` is called in the child first if an actor has forked.
void watch_for_forks(void (*leave_actor)()) noexcept;

/// In such a child, on standard error.
void say_as_child(const char* who, const char* what) noexcept;

}  // namespace fauxtp::runtime
