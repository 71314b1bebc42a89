#pragma once

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

/// A child of a supervisor, and how long it may take to end when its supervisor was killed.
struct supervised_child {
  pid actor;
  duration patience;
};

}  // namespace fauxtp::detail
