// Shows people the difference between the two traces of a scenario.
#pragma once

#include <string>

#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

/// The scenario, and both traces up to the end of the step in which they differ.
std::string shown(const scenario& scenario, const trace& ours, const trace& theirs);

}  // namespace certificate
