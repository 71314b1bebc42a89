#pragma once

namespace fauxtp::runtime {

/// `exit` in an actor, or in a function that runs for an actor, is reported and ends the process
/// with that code at once: no destructor of a static object runs while other actors use the object.
/// After a worker has called watch_for_exit() on its own thread, this also holds there for calls of
/// `exit` from inside of the C library, with code 1.
void watch_for_exit() noexcept;

}  // namespace fauxtp::runtime
