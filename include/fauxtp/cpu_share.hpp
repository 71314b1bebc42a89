#pragma once

#include <chrono>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// How much of one processor an actor has used: 1 is all of it.
struct cpu_share {
  pid actor;
  double share = 0;
};

/// Watches all workers of the running actor's node for this time, and lists the actors that ran
/// there, the largest share first. An actor that did not run is not listed.
///
/// ```cpp file=test/examples/cpu_share.cpp region=cpu_share
/// const auto shares = cpu_shares(100ms);
/// const bool busy = !shares.empty() && shares.front().share > 0.9;
/// ```
///
/// A thread for blocking functions looks at the workers a thousand times a second, as profilers do,
/// so what an actor does takes no longer, and an actor that runs for a moment may not be seen. The
/// processor time that each worker's thread has used is divided among the actors that were seen
/// there: an actor that blocks its worker without computing uses nothing. The calling actor waits,
/// and other actors run meanwhile. Throws std::logic_error outside an actor.
std::vector<cpu_share> cpu_shares(duration time = std::chrono::milliseconds(200));

}  // namespace fauxtp
#pragma GCC visibility pop
