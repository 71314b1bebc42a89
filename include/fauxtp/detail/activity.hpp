#pragma once

#include <chrono>
#include <string>

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// What an actor handles, and since when, on the node's clock. Empty if it handles nothing.
struct activity {
  std::string what;
  std::chrono::steady_clock::time_point since{};
};

}  // namespace fauxtp::detail
#pragma GCC visibility pop
