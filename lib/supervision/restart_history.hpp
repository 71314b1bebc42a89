#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {

/// Why children of a supervisor were restarted within its period: the supervisor reports this when
/// it gives up. The last hundred restarts are kept, with shortened reasons, so that a large
/// intensity costs no memory.
class restart_history {
 public:
  void add(time_point now, duration period, const std::string& id, std::string why) {
    while (!all_.empty() && (all_.size() == most || now - all_.front().at > period)) {
      all_.pop_front();
    }
    if (why.size() > longest_why) why.replace(longest_why, std::string::npos, "…");
    all_.push_back({now, id, std::move(why)});
  }

  /// "9 x pricer-2 error: std::out_of_range: index 7 of 3": one line for each child and reason, the
  /// most frequent first; at most ten lines, and one that counts the rest.
  std::vector<std::string> lines() const {
    std::vector<alike> groups;
    for (const entry& each : all_) {
      const auto same = std::ranges::find_if(groups, [&each](const alike& other) {
        return other.first->id == each.id && other.first->why == each.why;
      });
      same == groups.end() ? groups.push_back({&each, 1}) : void(++same->count);
    }
    std::ranges::stable_sort(groups, std::ranges::greater(), &alike::count);
    std::vector<std::string> lines;
    std::size_t left = all_.size();
    for (const alike& each : groups) {
      if (lines.size() == most_lines) break;
      lines.push_back(std::to_string(each.count) + " x " + each.first->id + " " + each.first->why);
      left -= each.count;
    }
    if (left > 0) lines.push_back("and " + std::to_string(left) + " others");
    return lines;
  }
  std::size_t size() const { return all_.size(); }

 private:
  static constexpr std::size_t most = 100;
  static constexpr std::size_t most_lines = 10;
  static constexpr std::size_t longest_why = 200;

  struct entry {
    time_point at;
    std::string id;
    std::string why;
  };
  struct alike {
    const entry* first;
    std::size_t count;
  };
  std::deque<entry> all_;
};

}  // namespace fauxtp::detail
