#pragma once

#include <source_location>

#include "fauxtp/io.hpp"
#include "runtime/clock.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::io {

/// The running actor waits until one of these can be done with the source. Throws actor_exit if the
/// actor is to end, or has an order to end and obeys it; and std::system_error if the system cannot
/// watch the source.
events wait_for(runtime::io_source& source, events wanted, runtime::time_point deadline,
                orders parents, const std::source_location& where);

}  // namespace fauxtp::io
