#pragma once

#include <map>
#include <string>

namespace fauxtp::simulation {

/// All places of the loaded modules that some runs are to reach, and whether they were.
std::map<std::string, bool> places_reached();

}  // namespace fauxtp::simulation
