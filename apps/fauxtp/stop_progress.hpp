#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/process_info.hpp"
#include "run_log.hpp"
#include "tree_in_force.hpp"

/// Shows what a stop waits for, as long as the stop lasts. A terminal shows one line that is drawn
/// again and again; any other output gets a line when a child takes longer than a second.
class stop_progress {
 public:
  stop_progress(const tree_in_force& tree, run_log& log);

  // To be called in an actor of the node: `begin` before the order to stop, `look` at intervals
  // until the end.
  void begin();
  void look();
  /// How long after a look the next one comes. The longer looks take, the longer it is, so that
  /// they never take more than a fifth of the time that the stop has.
  fauxtp::duration until_next_look() const { return until_next_look_; }
  /// The actors that were left at the last look, a line for each. Any thread may call it.
  std::string left() const;

 private:
  std::vector<fauxtp::process_info> actors(
      const std::function<bool(const fauxtp::process_glance&)>& choose);
  void note(const std::vector<fauxtp::process_info>& seen);
  std::string text_of(const fauxtp::process_info& actor) const;
  void tell(const fauxtp::process_info& waited_for, const fauxtp::process_info* its_supervisor);

  const tree_in_force& tree_;
  run_log& log_;
  bool redraws_;
  fauxtp::duration until_next_look_{};
  std::size_t unseen_ = 0;                       // actors that the last look left out
  std::map<fauxtp::pid, std::size_t> children_;  // how many each supervisor had when first seen
  std::map<fauxtp::pid, std::chrono::steady_clock::time_point> since_;
  std::set<fauxtp::pid> told_;
  mutable std::mutex guard_;
  std::string left_;
};
