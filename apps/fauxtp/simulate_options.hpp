#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "fauxtp/simulation.hpp"

inline constexpr std::string_view exhaustive = "exhaustive";  // a strategy
inline constexpr std::string_view timeouts = "timeouts";      // may be allowed
inline constexpr std::string_view livelock = "livelock";      // may be allowed
/// As the first and the last step of switches: there are none.
inline constexpr std::uint64_t no_step = std::numeric_limits<std::uint64_t>::max();
/// Those that can be drawn. The others have to be planned.
inline constexpr std::array drawn_faults = {
    fauxtp::fault_kind::kill,      fauxtp::fault_kind::exit,      fauxtp::fault_kind::error,
    fauxtp::fault_kind::slow,      fauxtp::fault_kind::start,     fauxtp::fault_kind::stall,
    fauxtp::fault_kind::clock,     fauxtp::fault_kind::disk_full, fauxtp::fault_kind::disk_error,
    fauxtp::fault_kind::disk_slow, fauxtp::fault_kind::cut,       fauxtp::fault_kind::partition,
    fauxtp::fault_kind::half_open, fauxtp::fault_kind::delay,     fauxtp::fault_kind::partial};

/// How an application is to be simulated.
struct simulate_options {
  command_options common;
  std::uint64_t seeds = 1000;
  std::uint64_t first_seed = 1;
  std::optional<std::uint64_t> seed;  // only this one
  std::string build;                  // to which it belongs; empty: to any
  bool messages = false;              // of it
  std::uint64_t stop_at = 0;          // a step of it; 0: none
  std::size_t workers = 2;
  std::size_t faults = 3;
  std::vector<std::string> kinds;           // of faults; empty: all
  std::vector<std::string> allowed;         // what is not to be told as a finding
  std::filesystem::path plan_file;          // of faults; empty: none
  std::vector<fauxtp::planned_fault> plan;  // what it has
  std::set<std::size_t> without;            // numbers of faults
  std::string strategy = "mixed";
  std::size_t bound = 2;  // switches; of the strategy "exhaustive"
  std::uint64_t first_switch = 0;
  std::uint64_t last_switch = no_step;
  std::map<std::uint64_t, std::size_t> switches;  // of the strategy "exhaustive"
  std::filesystem::path diagram;                  // of what was found; empty: none
  std::chrono::milliseconds::rep calm_ms = 60'000;
};
