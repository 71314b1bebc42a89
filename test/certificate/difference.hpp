// A difference between the two traces of a scenario, for people.
#pragma once

#include <string>

#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

/// The scenario, and both traces to the end of the step in which they part.
std::string shown(const scenario& scenario, const trace& ours, const trace& theirs);

}  // namespace certificate
