#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <source_location>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/futex.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp::interleaving {

/// The time of a simulation: it moves when somebody takes a step, and jumps to the next deadline
/// when nobody can run.
class simulated_clock final : public runtime::clock {
 public:
  runtime::time_point now() const noexcept override {
    return runtime::time_point(runtime::nanoseconds(now_.load(std::memory_order_relaxed)));
  }
  runtime::wall_time wall() const noexcept override;
  bool runs() const noexcept override { return true; }
  void set(runtime::time_point now) noexcept { now_ = now.time_since_epoch().count(); }
  /// The clock of people jumps.
  void shift_wall(runtime::nanoseconds by) noexcept { ahead_ += by.count(); }

 private:
  std::atomic<runtime::nanoseconds::rep> now_{runtime::nanoseconds(std::chrono::hours(1)).count()};
  // It begins with 2026-01-01, 0:00 UTC.
  std::atomic<runtime::nanoseconds::rep> ahead_{
      1'767'225'600'000'000'000 - runtime::nanoseconds(std::chrono::hours(1)).count()};
};

/// How it is decided which thread goes on; in the order of schedule_kind.
enum class schedule : unsigned char { mixed, uniform, priorities, exact };

/// Held for a few instructions. A mutex will not do: what a simulated thread does with one leads
/// back here.
class short_lock {
 public:
  void lock() noexcept {
    while (taken_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() noexcept { taken_.clear(std::memory_order_release); }

 private:
  std::atomic_flag taken_{};
};

/// Lets one thread of a node run at a time. At each choice point, and where the thread sleeps, it
/// decides by its seed who goes on: so the same seed leads to the same run.
///
/// Threads that it does not know (of a module, of a library) run beside all others; what they send
/// comes at any time.
class turn_taker {
 public:
  explicit turn_taker(std::uint64_t seed, schedule kind = schedule::mixed);
  ~turn_taker();
  turn_taker(const turn_taker&) = delete;
  turn_taker& operator=(const turn_taker&) = delete;

  /// A thread of the node. It is made by the thread that makes the other one, and before that one
  /// runs, so that it is known from then on.
  class player;
  player& add();

  // Called by the thread itself.

  /// Another one may be let run first. It counts as a step. `where`: the line that meets others.
  void step(std::source_location where = std::source_location::current()) noexcept;
  /// Whether the calling thread takes turns.
  static bool is_player() noexcept;

  void enter(player& own) noexcept;
  void leave() noexcept;
  /// Until it is woken, or the object is, or the deadline has come.
  void sleep(runtime::time_point deadline, const void* object = nullptr) noexcept;

  /// A number for the code that runs there.
  std::uint64_t chance() noexcept;
  /// Something happens that does not follow from the seed.
  void is_left(const char* how) noexcept;

  // Any thread.

  void wake(player& sleeper) noexcept;
  void wake_all(const void* object) noexcept;
  bool is_of_a_player(pid_t thread) noexcept;

  /// Calls the function once, on the thread that takes the step which comes after so many others.
  /// It must not wait. Only the last function counts; null: none is called any more.
  void after_steps(std::uint64_t steps, std::function<void()> function);

  /// Called each time when somebody could always run for so long again, so that the time has moved
  /// by steps alone. It is told for how long in all, on the thread that takes the step, and must
  /// not wait. Null: nobody is told any more.
  using busy_watch = std::function<void(runtime::nanoseconds)>;
  void when_busy_for(runtime::nanoseconds every, busy_watch watch);

  /// Before the first of these steps and after the last one, a thread that does not sleep goes on,
  /// unless it has gone on for very long.
  void switch_between(std::uint64_t first, std::uint64_t last) noexcept {
    first_switch_ = first;
    last_switch_ = last;
  }

  /// For schedule::exact: at these steps another thread goes on, the n-th of those that could.
  void switch_at(std::map<std::uint64_t, std::size_t> steps) { switches_ = std::move(steps); }
  /// For schedule::exact: at which steps other threads could have gone on, and how many.
  using choices = std::vector<std::pair<std::uint64_t, std::size_t>>;
  const choices& could_have_gone_on() const noexcept { return choices_; }

  /// Raises SIGTRAP before that step.
  void stop_at(std::uint64_t step) noexcept { stop_at_ = step; }

  const simulated_clock& time() const noexcept { return time_; }
  simulated_clock& time() noexcept { return time_; }
  /// What has been decided until now, as a number: two runs that were the same have the same one.
  std::uint64_t trace() const noexcept { return trace_; }
  std::uint64_t steps() const noexcept { return steps_; }
  /// The lines of code at which threads have met, "lib/actor/post.cpp:12", and whether another one
  /// went on there.
  std::map<std::string, bool> meetings() const;
  /// What has not followed from the seed; empty: all did.
  const std::string& outside() const noexcept { return outside_; }

 private:
  void wake_locked(player& sleeper) noexcept;
  /// The calling thread waits until it is its turn. Under the lock, which is given up.
  /// `is_passed`: becomes true if another one goes on.
  void pass_on(std::unique_lock<short_lock>& lock, player* own, bool* is_passed = nullptr) noexcept;
  /// Under the lock, which is given up meanwhile.
  void tell_of_busy_time(std::unique_lock<short_lock>& lock) noexcept;
  player* choose() noexcept;
  player* chosen_among_ready() noexcept;
  player* chosen_exactly() noexcept;
  bool switches_here() noexcept;
  bool wants_switch() noexcept;
  bool switches_exactly_here() noexcept;
  void find_ready() noexcept;
  void loses_rank() noexcept;
  void time_passes() noexcept;
  void note(std::uint64_t what) noexcept;

  simulated_clock time_;
  std::mt19937_64 dice_;
  short_lock guard_;
  std::vector<std::unique_ptr<player>> all_;
  player* running_ = nullptr;
  std::vector<player*> ready_;
  const schedule schedule_;
  bool by_priority_;           // else each ready thread is as likely as another one
  std::uint64_t switch_mask_;  // a choice point is used if these bits of a throw are 0
  std::uint64_t lowest_ = std::uint64_t{1} << 32;  // priority that nobody has had
  std::uint64_t turn_ = 0;  // steps of the thread that runs since it was let run
  std::uint64_t trace_ = 0;
  std::uint64_t steps_ = 0;
  std::string outside_;
  std::uint64_t awaited_step_ = 0;
  std::uint64_t stop_at_ = 0;
  std::uint64_t first_switch_ = 0;
  std::uint64_t last_switch_ = std::numeric_limits<std::uint64_t>::max();
  std::map<std::uint64_t, std::size_t> switches_;
  choices choices_;
  std::function<void()> then_;
  busy_watch at_busy_time_;
  runtime::nanoseconds busy_for_{};
  runtime::time_point busy_since_{};
  runtime::time_point busy_until_ = runtime::time_point::max();  // it is told then
  std::map<std::pair<const char*, std::uint_least32_t>, bool> meetings_;
};

class turn_taker::player {
 public:
  enum class state : unsigned char { ready, asleep, gone };

  player(turn_taker& turns, std::size_t index, std::uint64_t priority)
      : turns(turns), index(index), priority(priority) {}

  turn_taker& turns;
  const std::size_t index;
  std::uint64_t priority;
  state now = state::ready;
  bool woken = false;  // before it slept
  runtime::time_point until{};
  const void* object = nullptr;  // for which it sleeps
  pid_t thread = 0;
  std::atomic<bool> has_turn{false};
  runtime::futex bell;
};

}  // namespace fauxtp::interleaving
