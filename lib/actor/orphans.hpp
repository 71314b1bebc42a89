#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "actor/process_table.hpp"
#include "actor/supervised_child.hpp"
#include "fauxtp/pid.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {

/// The children of supervisors that have ended without stopping them, because they were killed. Who
/// starts such a supervisor again waits for them first. Any thread.
class orphans {
 public:
  using children = std::vector<supervised_child>;

  void leave(pid supervisor, children left) {
    const std::lock_guard lock(guard_);
    if (of_.size() >= next_sweep_) {
      // Nobody asks for those of a supervisor that is not started again.
      std::erase_if(of_, [](const auto& each) { return all_have_ended(each.second); });
      next_sweep_ = 2 * of_.size() + 16;
    }
    of_.insert_or_assign(supervisor, std::move(left));
    has_any_ = true;
  }
  children take(pid supervisor) {
    runtime::interleaver::choice_point();
    if (!has_any_.load()) return {};
    const std::lock_guard lock(guard_);
    auto found = of_.extract(supervisor);
    has_any_ = !of_.empty();
    return found.empty() ? children() : std::move(found.mapped());
  }

 private:
  static bool all_have_ended(const children& left) {
    return std::ranges::none_of(left, [](const auto& each) { return lives(each.actor); });
  }

  std::atomic<bool> has_any_{false};
  runtime::interleaved_mutex guard_;
  std::map<pid, children> of_;
  std::size_t next_sweep_ = 16;
};

}  // namespace fauxtp::detail
