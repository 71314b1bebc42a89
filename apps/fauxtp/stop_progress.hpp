#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "fauxtp/process_info.hpp"
#include "run_log.hpp"
#include "tree_in_force.hpp"

/// Tells what a stop waits for, while it lasts: on a terminal one line that is drawn again, elsewhere
/// a line when something takes longer than a second.
class stop_progress {
 public:
  static constexpr std::chrono::milliseconds look_every{100};

  stop_progress(const tree_in_force& tree, run_log& log);

  // In an actor of the node: before the order to stop, and now and then until the end.
  void begin();
  void look();
  /// What there was at the last look, a line each. Any thread.
  std::string left() const;

 private:
  std::vector<fauxtp::process_info> actors() const;
  void note(const std::vector<fauxtp::process_info>& all);
  std::string text_of(const fauxtp::process_info& actor) const;
  void tell(const fauxtp::process_info& waited_for,
            const std::map<std::string, std::size_t>& alive);

  const tree_in_force& tree_;
  run_log& log_;
  bool redraws_;
  std::map<std::string, std::size_t> children_;  // of each supervisor, when it began
  std::map<fauxtp::pid, std::string> names_;
  std::map<fauxtp::pid, std::chrono::steady_clock::time_point> since_;
  std::set<fauxtp::pid> told_;
  mutable std::mutex guard_;
  std::string left_;
};
