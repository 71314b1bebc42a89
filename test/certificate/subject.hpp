// Runs a scenario on fauxtp's supervisor.
#pragma once

#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

trace run(const scenario& scenario);

}  // namespace certificate
