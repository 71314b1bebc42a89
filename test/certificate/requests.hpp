// What is asked of a supervisor on fauxtp, and its answers as reference.escript writes them.
#pragma once

#include "fauxtp/supervisor.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace certificate {

/// What which_children has answered.
std::string listed(const world& world, fauxtp::pid supervisor,
                   const std::vector<fauxtp::child_info>& children);
std::string counted(const fauxtp::child_counts& counts);

/// Does what the step says, in the calling actor; the reply. `whom` is of terminate_pid.
std::string request(world& world, fauxtp::pid supervisor, const step& step, fauxtp::pid whom);

}  // namespace certificate
