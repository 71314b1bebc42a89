#pragma once

namespace fauxtp::runtime {

/// Whether this process was forked from one with a node, and has not become another program. If so,
/// its only thread is the one that has forked, and locks that other threads held stay locked.
bool is_forked_child() noexcept;

/// From now on, a child that was forked in an actor has no other fiber to switch to: it ends where
/// it would wait. If an actor has forked, `leave_actor` is called in the child first.
void watch_for_forks(void (*leave_actor)()) noexcept;

/// Says on standard error, in such a child, which actor (`who`) has forked it, and `what` happens.
void say_as_child(const char* who, const char* what) noexcept;

}  // namespace fauxtp::runtime
