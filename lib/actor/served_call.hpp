#pragma once

#include "fauxtp/pid.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// The call that an actor serves, if it keeps deadlines.
struct served_call {
  ref tag{};  // empty: none
  runtime::time_point deadline = runtime::time_point::max();
  bool throws = false;  // where the actor waits, if the caller gives up
};

}  // namespace fauxtp::detail
