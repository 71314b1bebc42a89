// The children of a scenario as fauxtp's specs.
#pragma once

#include "fauxtp/supervisor.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace certificate {

/// A start function that starts what the child describes, and tells the world.
fauxtp::start_function recorded(world& world, const std::string& path, const child& child);

/// The spec of a child of the supervisor with this path.
fauxtp::child_spec spec_of_child(world& world, const std::string& path, const child& child);

}  // namespace certificate
