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

/// Tells what a stop waits for, while it lasts: on a terminal one line that is drawn again, elsewhere
/// a line when something takes longer than a second.
class stop_progress {
 public:
  stop_progress(const tree_in_force& tree, run_log& log);

  // In an actor of the node: before the order to stop, and now and then until the end.
  void begin();
  void look();
  /// So long after a look comes the next: the longer the looks take, so that they never take more
  /// than a fifth of the time that the stop has.
  fauxtp::duration until_next_look() const { return until_next_look_; }
  /// What there was at the last look, a line each. Any thread.
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
  std::size_t unseen_ = 0;                       // that were too many for the last look
  std::map<fauxtp::pid, std::size_t> children_;  // of each supervisor, when it was seen first
  std::map<fauxtp::pid, std::chrono::steady_clock::time_point> since_;
  std::set<fauxtp::pid> told_;
  mutable std::mutex guard_;
  std::string left_;
};
