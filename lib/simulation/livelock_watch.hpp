#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "actor/local_node.hpp"
#include "fauxtp/pid.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::simulation {

/// Looks whether an application goes on for ever without being done: somebody always runs.
///
/// Only steps move the time. An actor that computes, or sends to nobody but itself, takes none or
/// few: that is ended by the runner's limit of real time.
class livelock_watch {
 public:
  /// How often it is to look while somebody can always run.
  static constexpr runtime::nanoseconds every{500'000'000};

  explicit livelock_watch(const detail::local_node& node) : node_(node) {}

  /// For so long somebody could always run. No other thread of the node runs meanwhile. True if
  /// that is what was looked for, for the first time.
  bool look(runtime::nanoseconds busy_for);

  /// What was found; empty: nothing.
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  const detail::local_node& node_;
  std::map<pid, std::uint64_t> handled_;  // how many messages each actor had taken at the last look
  std::string wrong_;
};

}  // namespace fauxtp::simulation
