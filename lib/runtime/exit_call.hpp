#pragma once

namespace fauxtp::runtime {

/// `exit` in an actor, or in a function that runs for one, is told and ends the process with that
/// code at once: no destructor of a static object runs while other actors use it. On a worker's own
/// thread that holds, after this, for a call from inside of the C library too, with code 1.
void watch_for_exit() noexcept;

}  // namespace fauxtp::runtime
