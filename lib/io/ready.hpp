#pragma once

#include <memory>
#include <source_location>

#include "fauxtp/io.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/timer.hpp"
#include "runtime/clock.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::io {

/// The running actor waits until one of these can be done with the source. Throws actor_exit if the
/// actor is to end, or has an order to end and obeys it; and std::system_error if the system cannot
/// watch the source.
events wait_for(runtime::io_source& source, events wanted, runtime::time_point deadline,
                orders parents, const std::source_location& where);

/// What is left until then; infinity if that is never.
inline duration left_until(runtime::time_point deadline) {
  return deadline == runtime::time_point::max() ? infinity : duration(deadline - now());
}

/// For a clause of a receive. The source must live as long as the receive.
inline detail::io_moment moment_of(runtime::io_source& source, events wanted) {
  return {.source = {std::shared_ptr<void>(), &source},
          .readable = wanted.readable,
          .writable = wanted.writable};
}
/// The same for a descriptor that can be read.
inline detail::io_moment moment_of(int descriptor) {
  return {.source = std::make_shared<runtime::borrowed_descriptor>(descriptor), .readable = true};
}

}  // namespace fauxtp::io
