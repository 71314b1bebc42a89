#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/futex.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp::simulation {

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

 private:
  std::atomic<runtime::nanoseconds::rep> now_{runtime::nanoseconds(std::chrono::hours(1)).count()};
};

/// Lets one thread of a node run at a time. At each choice point, and where the thread sleeps, it
/// decides by its seed who goes on: so the same seed leads to the same run.
///
/// Threads that it does not know (of a module, of a library) run beside all others; what they send
/// comes at any time.
class turn_taker final : public runtime::interleaver {
 public:
  turn_taker(std::uint64_t seed, simulated_clock& time);
  ~turn_taker() override;

  /// A thread of the node. It is made by the thread that makes the other one, and before that one
  /// runs, so that it is known from then on.
  class player;
  player& add();

  void before_shared_step() noexcept override;

  // Called by the thread itself.

  void enter(player& own) noexcept;
  void leave() noexcept;
  /// Until it is woken, or the deadline has come.
  void sleep(runtime::time_point deadline) noexcept;

  /// Any thread.
  void wake(player& sleeper) noexcept;

  /// Calls the function once, on the thread that takes the step which comes after so many others.
  /// It must not wait. Only the last function counts; null: none is called any more.
  void after_steps(std::uint64_t steps, std::function<void()> function);

  /// What has been decided until now, as a number: two runs that were the same have the same one.
  std::uint64_t trace() const noexcept { return trace_; }
  std::uint64_t steps() const noexcept { return steps_; }

 private:
  /// The calling thread waits until it is its turn. Under the lock, which is given up.
  void pass_on(std::unique_lock<std::mutex>& lock, player* own) noexcept;
  player* choose() noexcept;
  player* chosen_among_ready() noexcept;
  bool switches_here() noexcept;
  void time_passes() noexcept;
  void note(std::uint64_t what) noexcept;

  simulated_clock& time_;
  std::mt19937_64 dice_;
  std::mutex guard_;
  std::vector<std::unique_ptr<player>> all_;
  player* running_ = nullptr;
  std::vector<player*> ready_;
  bool by_priority_;           // else each ready thread is as likely as another one
  std::uint64_t switch_mask_;  // a choice point is used if these bits of a throw are 0
  std::uint64_t trace_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t awaited_step_ = 0;
  std::function<void()> then_;
};

class turn_taker::player {
 public:
  enum class state : unsigned char { ready, asleep, gone };

  player(std::size_t index, std::uint64_t priority) : index(index), priority(priority) {}

  const std::size_t index;
  std::uint64_t priority;
  state now = state::ready;
  bool woken = false;  // before it slept
  runtime::time_point until{};
  std::atomic<bool> has_turn{false};
  runtime::futex bell;
};

}  // namespace fauxtp::simulation
