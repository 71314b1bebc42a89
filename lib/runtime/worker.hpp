#pragma once

#include <atomic>
#include <boost/fiber/algo/algorithm.hpp>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <random>

#include "runtime/bell.hpp"
#include "runtime/clock.hpp"
#include "runtime/fatal_signal.hpp"
#include "runtime/fiber.hpp"
#include "runtime/fiber_stock.hpp"
#include "runtime/inbox.hpp"
#include "runtime/interleaver.hpp"
#include "runtime/schedule.hpp"
#include "runtime/timer_wheel.hpp"
#include "runtime/turn.hpp"
#include "runtime/world.hpp"

namespace fauxtp::runtime {

class worker_pool;

/// One thread and the fibers that live on it. For Boost it is the scheduling algorithm of the
/// thread; its schedule decides who runs next, and its fibers come from its stock.
///
/// A fiber never changes its worker: compilers cache the addresses of errno and of thread-local
/// variables across a switch. All members are for the worker's own thread, except post() and those
/// that say so or that only tell what never changes.
class worker final : public boost::fibers::algo::algorithm {
 public:
  worker(worker_pool& pool, std::size_t index, const world& of);
  ~worker() override;

  /// The worker that the calling thread is, or nullptr.
  static worker* current() noexcept { return current_; }

  // begin() makes the thread this worker, which runs fibers whenever the thread's own fiber is
  // parked. end() makes it a plain thread again; no job may be left then.
  void begin();
  void end();
  /// The life of a worker's own thread, until finish() is called on another thread.
  void serve();
  void finish();

  /// Any thread. False when the worker has ended: the parcel then still belongs to the caller.
  bool post(parcel* sent) noexcept {
    interleaver::choice_point();
    return inbox_.push(sent);
  }
  inbox& box() noexcept { return inbox_; }
  /// Where those who wait for a descriptor are known. Only has_news() is for any thread.
  runtime::bell& bell() noexcept { return *bell_; }
  worker_pool& pool() noexcept { return pool_; }
  std::size_t index() const noexcept { return index_; }
  /// A number that no other worker of this program gives, and that this one gives only once.
  std::uint64_t next_number() noexcept { return ++last_number_; }

  /// Takes a job that is to run on a fiber of its own.
  void start(job& job) noexcept { schedule_.add(job); }
  /// The thread's own fiber stands for this job, until another call sets another one, or nullptr.
  void adopt(job* job) noexcept { main_.takes(job); }

  /// In a process that the running fiber has just forked: where the fiber would wait, the process
  /// ends.
  void is_alone() noexcept;

  fiber& running() noexcept { return *running_; }
  /// Any thread: the job that runs there at this moment; it may be gone at the next. Null if there
  /// is none.
  const job* glimpse() const noexcept;
  /// Any thread: the fiber that runs there at this moment.
  const fiber& glimpse_fiber() const noexcept;
  /// Any thread: the processor time that this worker's thread has used.
  nanoseconds used_time() const noexcept;
  /// Any thread: the kernel's number of this worker's thread; 0 before it begins.
  pid_t thread_id() const noexcept { return thread_id_.load(); }
  /// The running fiber waits until it is woken. A job that no other code knows must not park,
  /// because nothing could wake it.
  ///
  /// It is inlined into its callers: after a switch the processor cannot foresee returns, so each
  /// function that is left between here and the actor's own code costs as much as a wrongly
  /// predicted branch.
  [[gnu::always_inline]] void park() noexcept {
    turn_ = {};
    fiber* next = choose();
    if (next == running_) return;
    running_->parked_at_ = __builtin_frame_address(0);
    leave_for(*next);
    next->context_->resume();
  }
  /// The fiber must be parked.
  void wake(fiber& parked) noexcept { schedule_.add(parked); }
  /// Lets the other ready fibers run first.
  void yield() noexcept {
    schedule_.add(*running_);
    park();
  }
  /// The life of a fiber of the stock: it runs jobs until it is switched to without one.
  void work_on(fiber& own) noexcept;
  /// Takes in what other threads have sent. Otherwise that happens at the latest before the worker
  /// sleeps.
  void deliver_parcels() noexcept {
    interleaver::choice_point();
    if (!inbox_.empty()) deliver_all();
  }

  /// The turn of the running fiber.
  runtime::turn& turn() noexcept { return turn_; }

  /// The time when this worker read the clock last: it does so every few dozen switches, and before
  /// it sleeps.
  time_point recently() const noexcept { return recently_; }

  timer_wheel& timers() noexcept { return timers_; }
  const clock& time() const noexcept { return clock_; }
  /// For what is decided by chance.
  std::mt19937_64& dice() noexcept { return dice_; }

  // For the question of other workers whether all are quiet: odd while this worker has nothing to
  // do.
  std::uint64_t idle_epoch() const noexcept { return idle_epoch_.load(); }

  // boost::fibers::algo::algorithm
  void awakened(boost::fibers::context* context) noexcept override;
  boost::fibers::context* pick_next() noexcept override;
  bool has_ready_fibers() const noexcept override;
  void suspend_until(const std::chrono::steady_clock::time_point& deadline) noexcept override;
  void notify() noexcept override { inbox_.ring(); }

 private:
  static constexpr clockid_t no_clock = CLOCK_REALTIME;

  fiber& fiber_of(boost::fibers::context& context);
  fiber* choose() noexcept;
  fiber* fiber_for(job& begun) noexcept;
  bool timers_are_due() noexcept;
  void deliver_all() noexcept;
  void leave_for(fiber& next) noexcept {
    exception_state::swap(exceptions_, running_->exceptions_, next.exceptions_);
    if constexpr (sanitizer::follows_switches) tell_of_switch(next);
    // For glimpse(); it costs what a plain store does.
    std::atomic_ref(running_).store(&next, std::memory_order_release);
  }
  void tell_of_switch(fiber& next) noexcept;

  static constinit inline thread_local worker* current_ = nullptr;

  worker_pool& pool_;
  const std::size_t index_;
  std::atomic<pid_t> thread_id_{0};
  const clock& clock_;
  const std::unique_ptr<runtime::bell> bell_;
  inbox& inbox_;
  exception_state::live exceptions_{};

  fiber main_{nullptr};        // the thread's own stack
  fiber dispatcher_{nullptr};  // Boost's
  fiber* running_ = &main_;
  runtime::turn turn_;
  schedule schedule_;
  bool handing_over_ = false;
  bool arriving_ = false;

  time_point recently_;
  timer_wheel timers_;
  std::optional<fault_watch> fault_watch_;
  fiber_stock stock_{*this};
  std::mt19937_64 dice_;
  std::uint64_t last_number_;
  std::atomic<std::uint64_t> idle_epoch_{0};
  std::atomic<clockid_t> used_time_{no_clock};
};

}  // namespace fauxtp::runtime
