#pragma once

#include <deque>

#include "runtime/job.hpp"

namespace fauxtp::runtime {

/// Jobs that have not begun and need no stack yet.
///
/// The jobs that were made in one turn begin in the order of their making, and before all jobs that
/// were made earlier: a tree of jobs is walked depth first, so only a path of it, not its whole
/// width, has stacks and warm memory at a time.
class fresh_jobs {
 public:
  bool empty() const noexcept { return turns_.empty(); }
  /// Jobs that are added from now on come before all others.
  void new_turn() noexcept { turn_is_open_ = false; }

  void add(job& made) {
    made.next_ = nullptr;
    if (!turn_is_open_) turns_.emplace_back();
    turn_is_open_ = true;
    jobs& turn = turns_.back();
    (turn.last != nullptr ? turn.last->next_ : turn.first) = &made;
    turn.last = &made;
  }
  /// The next job in that order.
  job& first() noexcept { return *turns_.back().first; }
  /// The job that has waited longest.
  job& oldest() noexcept { return *turns_.front().first; }
  void take_first() noexcept {
    take_from(turns_.back());
    if (turns_.back().first != nullptr) return;
    turns_.pop_back();
    turn_is_open_ = false;
  }
  void take_oldest() noexcept {
    if (turns_.size() == 1) return take_first();
    take_from(turns_.front());
    if (turns_.front().first == nullptr) turns_.pop_front();
  }

 private:
  struct jobs {
    job* first = nullptr;
    job* last = nullptr;
  };
  static void take_from(jobs& turn) noexcept { turn.first = turn.first->next_; }

  std::deque<jobs> turns_;  // oldest first
  bool turn_is_open_ = false;
};

}  // namespace fauxtp::runtime
