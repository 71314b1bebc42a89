// How long a tree can take at most to start and to stop.
#pragma once

#include <string>

#include "declaration/application_spec.hpp"

namespace fauxtp {

/// An upper limit of a time. `infinity`: there is none, because the child `because` ("shop/store")
/// has none.
struct time_limit {
  duration time = duration::zero();
  std::string because{};
};

/// The limits of a worker with all its instances, or of a supervisor with all below it, in the
/// worst case: children start and stop one after the other, and each takes all the time that it is
/// given.
struct time_bounds {
  time_limit start;
  time_limit stop;
};

/// `path`: the path of the child's supervisor ("shop/inner"), for `because`.
time_bounds bounds_of(const child_entry& child, const std::string& path);
/// The limits that follow from its children, whatever time the supervisor above it gives it.
time_bounds bounds_of(const supervisor_entry& supervisor, const std::string& path);

}  // namespace fauxtp
