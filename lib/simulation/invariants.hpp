#pragma once

#include <string>

namespace fauxtp::simulation {

/// Asks all invariants of the loaded modules. Returns what is wrong with the first one that does
/// not hold; empty: all hold.
std::string broken_invariant();

}  // namespace fauxtp::simulation
