#pragma once

#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

/// Waits until the children are gone that this supervisor has left behind, because it was killed;
/// each has its `shutdown` time, all of them at once, and is killed then. Ends the running
/// supervisor if its parent orders that meanwhile and `obeys`.
void wait_for_orphans_of(pid supervisor, bool obeys);

}  // namespace fauxtp::detail
