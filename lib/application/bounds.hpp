// How long a tree can take at most to start and to stop.
#pragma once

#include <string>

#include "application/application_spec.hpp"

namespace fauxtp {

/// At most that long; `infinity`: there is no limit, because of that child ("shop/store").
struct time_limit {
  duration time = duration::zero();
  std::string because{};
};

/// Of a worker with all its instances, or of a supervisor with all below it, in the worst case:
/// children start and stop one after the other, and each takes all the time that it is given.
struct time_bounds {
  time_limit start;
  time_limit stop;
};

/// `path`: what its supervisor is called ("shop/inner"), for `because`.
time_bounds bounds_of(const child_entry& child, const std::string& path);
/// As its children make them, whatever time its own supervisor would give it.
time_bounds bounds_of(const supervisor_entry& supervisor, const std::string& path);

}  // namespace fauxtp
