#pragma once

#include <chrono>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp {

/// How much of one processor an actor has used: 1 is all of it.
struct cpu_share {
  pid actor;
  double share = 0;
};

/// Watches all workers of the running actor's node for that long, and tells who ran there; who did
/// not is not listed. The most first.
///
/// ```cpp file=test/examples/cpu_share.cpp region=cpu_share
/// const auto shares = cpu_shares(100ms);
/// const bool busy = !shares.empty() && shares.front().share > 0.9;
/// ```
///
/// A thread of its own looks a thousand times a second, as profilers do, so what an actor does takes
/// no longer and an actor that runs for a moment may not be seen. What the system says each worker's
/// thread has used is divided among those seen there: an actor that blocks its worker without
/// computing uses nothing. The asking actor waits, and others run meanwhile.
std::vector<cpu_share> cpu_shares(duration time = std::chrono::milliseconds(200));

}  // namespace fauxtp
