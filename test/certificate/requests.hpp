// Asks a supervisor on fauxtp, and writes its answers as reference.escript does.
#pragma once

#include "fauxtp/supervisor.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace certificate {

/// The answer of which_children as text.
std::string listed(const world& world, fauxtp::pid supervisor,
                   const std::vector<fauxtp::child_info>& children);
std::string counted(const fauxtp::child_counts& counts);

/// Makes the request of the step, in the calling actor, and returns the reply. `whom` is for
/// terminate_pid.
std::string request(world& world, fauxtp::pid supervisor, const step& step, fauxtp::pid whom);

}  // namespace certificate
