#pragma once

#include <cstddef>
#include <utility>

#include "runtime/fiber.hpp"
#include "runtime/fresh_jobs.hpp"
#include "runtime/ready_queue.hpp"
#include "runtime/stack_slab.hpp"

namespace fauxtp::runtime {

/// Who runs next on a worker.
///
/// Ready fibers run in the order in which they became ready. Jobs that have not begun go before
/// them, but after 64 jobs in a row each ready fiber gets a turn. The dispatcher, on whose stack
/// parcels and timers are looked after, runs when no fiber is ready and after every 61 switches.
class schedule {
 public:
  void add(job& made) noexcept { fresh_.add(made); }
  void add(fiber& ready) { ready_.push(ready); }
  void add_dispatcher() noexcept { dispatcher_ready_ = true; }
  bool is_empty() const noexcept { return !dispatcher_ready_ && ready_.empty() && fresh_.empty(); }
  /// Forgets all, except the dispatcher.
  void clear() noexcept {
    fresh_ = fresh_jobs();
    while (!ready_.empty()) ready_.pop();
  }

  /// The dispatcher runs now; it has looked after everything when the next choice is made.
  void dispatcher_runs() noexcept {
    switches_ = 0;
    fresh_.new_turn();
  }
  // The next choice is made by these three, in this order; each of them takes what it returns.
  bool takes_dispatcher_first() noexcept {
    return ++switches_ >= dispatcher_period && take_dispatcher();
  }
  /// Null if no job's turn has come, or if the next job needs a stack of another size.
  job* take_job(std::size_t stack_size = any_size) noexcept;
  /// Null if there is none.
  fiber* take_ready() noexcept {
    if (ready_.empty()) return nullptr;
    if (turns_of_ready_ > 0) --turns_of_ready_;
    fiber& next = ready_.pop();
    // When there are many fibers, one that comes later has cold memory: this is fetched while
    // others run.
    if (const fiber* soon = ready_.ahead(4)) soon->prefetch();
    return &next;
  }
  bool take_dispatcher() noexcept { return std::exchange(dispatcher_ready_, false); }

  /// For a fiber whose job has ended: the next job, if it can begin there without a switch.
  job* take_job_after_end(std::size_t stack_size) noexcept {
    return ++switches_ < dispatcher_period ? take_job(stack_size) : nullptr;
  }

 private:
  static constexpr std::size_t any_size = 0;
  // After this many switches parcels and timers get their turn, although fibers are ready.
  static constexpr unsigned dispatcher_period = 61;
  // This many jobs may begin in a row, which is a round, before each fiber that is ready gets a
  // turn. In one of every oldest_fresh_period rounds, the last job that begins is the oldest
  // instead of the newest.
  static constexpr std::size_t most_fresh_in_a_row = 64;
  static constexpr unsigned oldest_fresh_period = 16;

  ready_queue ready_;
  fresh_jobs fresh_;
  std::size_t fresh_in_a_row_ = 0;
  std::size_t turns_of_ready_ = 0;  // turns of ready fibers before the next job begins
  unsigned rounds_ = 0;
  unsigned switches_ = 0;
  bool dispatcher_ready_ = false;
};

inline job* schedule::take_job(std::size_t stack_size) noexcept {
  fresh_.new_turn();
  if (fresh_.empty() || (turns_of_ready_ > 0 && !ready_.empty())) return nullptr;
  const bool round_ends = fresh_in_a_row_ + 1 >= most_fresh_in_a_row;
  const bool oldest = round_ends && rounds_ % oldest_fresh_period == 0;
  job& next = oldest ? fresh_.oldest() : fresh_.first();
  if (stack_size != any_size && stack_slab::rounded(next.stack_size()) != stack_size) {
    return nullptr;
  }
  oldest ? fresh_.take_oldest() : fresh_.take_first();
  ++fresh_in_a_row_;
  if (round_ends) {
    fresh_in_a_row_ = 0;
    turns_of_ready_ = ready_.size();
    ++rounds_;
  }
  return &next;
}

}  // namespace fauxtp::runtime
