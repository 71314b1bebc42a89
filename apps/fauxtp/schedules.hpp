#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "fauxtp/simulation.hpp"

/// All schedules of a run with few switches: first the one in which a thread goes on until it
/// sleeps, then those in which another one goes on at a single step, at two steps, ….
class schedules {
 public:
  /// At which steps another thread goes on, and which one.
  using switches = std::map<std::uint64_t, std::size_t>;

  explicit schedules(std::size_t most_switches) : most_switches_(most_switches) {}

  /// Nothing, if there is none, or none as long as runs are under way.
  std::optional<switches> next();
  /// Where other threads could have gone on in the run with this schedule.
  void ran(switches schedule, std::vector<std::pair<std::uint64_t, std::size_t>> choices);

 private:
  struct branch {
    switches begin;
    std::vector<std::pair<std::uint64_t, std::size_t>> choices;  // behind the last switch
    std::size_t choice = 0;
    std::size_t thread = 0;
  };
  std::size_t most_switches_;
  bool has_begun_ = false;
  std::deque<branch> branches_;
};
