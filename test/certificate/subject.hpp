// Runs a scenario on fauxtp's supervisor.
#pragma once

#include <cstdint>

#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

/// With a number, the workers take turns in an order that follows from it; 0: there is one worker.
trace run(const scenario& scenario, std::uint64_t interleaving);

}  // namespace certificate
