#pragma once

#include <string>
#include <vector>

#include "application/object_reader.hpp"
#include "fauxtp/node.hpp"

namespace fauxtp {

/// What the runtime has under "schedulers".
std::vector<scheduler> read_schedulers(complaints& complain, object_reader& of_runtime);

/// The one that a worker has asked for, which must be among them; empty: the runtime's own threads.
std::string read_scheduler(complaints& complain, object_reader& of_worker,
                           const std::string& worker, const std::vector<scheduler>& known);

}  // namespace fauxtp
