#pragma once

#include <string>
#include <vector>

#include "declaration/object_reader.hpp"
#include "fauxtp/node.hpp"

namespace fauxtp {

/// The schedulers that the runtime has under "schedulers".
std::vector<scheduler> read_schedulers(complaints& complain, object_reader& of_runtime);

/// The scheduler that a worker asks for, which must be one of `known`; empty: the runtime's own
/// threads.
std::string read_scheduler(complaints& complain, object_reader& of_worker,
                           const std::string& worker, const std::vector<scheduler>& known);

}  // namespace fauxtp
