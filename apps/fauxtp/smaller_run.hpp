#pragma once

#include <cstdint>
#include <string>

#include "fauxtp/application.hpp"
#include "fauxtp/simulation.hpp"
#include "simulate_options.hpp"

/// Makes the run of a seed smaller as long as it shows the same failure: fewer worker threads,
/// fewer faults, and fewer steps in which the turn goes from thread to thread. Each attempt is a
/// run in a process of its own; they end after some ten seconds.
class smaller_run {
 public:
  smaller_run(const fauxtp::application& application, const simulate_options& wanted,
              std::uint64_t seed, const fauxtp::simulation_result& found);

  void search();
  /// How the smallest run is made.
  const simulate_options& how() const noexcept { return best_; }
  /// "with 1 of 3 faults, on one worker, …"; empty if it is not smaller.
  std::string text() const;
  /// What is to be added to the command line.
  std::string arguments() const;

 private:
  bool shows_it(const simulate_options& how);
  void leave_out_workers();
  void leave_out_faults();
  void leave_out_switches();

  const fauxtp::application& application_;
  const simulate_options& wanted_;
  std::uint64_t seed_;
  std::string failure_;
  std::size_t faults_;
  std::uint64_t steps_;
  simulate_options best_;
  std::chrono::steady_clock::time_point end_;
};

/// The failure without what differs from run to run: addresses, pids, times.
std::string kind_of(const std::string& failure);
