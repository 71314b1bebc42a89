#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <vector>

#include "actor/observed.hpp"
#include "actor/open_requests.hpp"
#include "actor/wake_by.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/process_info.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {

/// The part of an actor that waits: for which events, until when, and whether the actor is to end,
/// which is thrown where it waits. Only the thread of its worker touches it.
class waiting_job : public runtime::job {
 public:
  waiting_job(std::size_t stack_size, runtime::worker& home) : job(stack_size), home_(home) {}

  runtime::worker& home() const noexcept { return home_; }
  runtime::time_point now() const noexcept { return home_.time().now(); }
  runtime::time_point deadline_after(duration wait) const noexcept {
    return home_.time().deadline_after(wait);
  }
  /// For calls, which are many; see runtime::clock.
  runtime::time_point rough_deadline_after(duration wait) const noexcept {
    return home_.time().rough_deadline_after(wait);
  }
  open_requests& requests() noexcept { return requests_; }
  const open_requests& requests() const noexcept { return requests_; }

  /// Parks until one of these events happens. False when the deadline has passed. Throws actor_exit
  /// if the actor is to end, and cancelled_request; only a wait for `nothing` is not interrupted.
  [[gnu::always_inline]] bool wait(wake_by events, runtime::time_point deadline) {
    if (deadline != runtime::time_point::max()) return wait_until(events, deadline);
    if (events != wake_by::nothing) check_interruption();
    await(events);
    home_.park();
    if (interruptible_) check_interruption();
    return true;
  }
  /// Waits for the event as long as the condition holds, unless the actor is to end. Throws
  /// nothing.
  template <class Condition>
  void wait_while(Condition holds, wake_by event) {
    while (holds() && !exiting()) {
      await(event);
      home_.park();
    }
  }
  /// Waits for the event once, even if the actor is to end.
  void park_for(wake_by event) noexcept {
    awaited_ = event;
    parked_ = true;
    home_.park();
  }
  void woken_by(wake_by event) noexcept {
    if (!parked_ || (event != wake_by::nothing && !includes(awaited_, event))) return;
    parked_ = false;
    if (fiber_ == nullptr) [[unlikely]]
      return home_.start(*this);  // it slept without a fiber
    home_.wake(*fiber_);
  }
  bool waits_for(wake_by event) const noexcept { return parked_ && includes(awaited_, event); }
  bool is_parked() const noexcept { return parked_; }
  bool has_fiber() const noexcept { return fiber_ != nullptr; }
  bool has_begun() const noexcept { return has_fiber() || parked_; }

  /// Sets the line of code that waits from now on; an empty one stands for the loop of a server.
  void waits_at(std::source_location where) noexcept {
    if constexpr (is_observed) waits_at_ = where;
  }
  /// What has become of a function of blocking() for which it waits. Also set by the thread that
  /// runs the function.
  enum class blocking : unsigned char { none, queued, running };
  std::atomic<blocking>& blocks() noexcept { return blocks_; }

  // Its end.

  /// It is to end with this reason, unless it is to end already: its wait ends, and each of its
  /// waits from now on throws.
  void end_at_next_wait(exit_reason reason) noexcept;
  bool exiting() const noexcept { return exit_ != nullptr; }
  /// The reason with which it is to end; null if it is not.
  const exit_reason* exit() const noexcept { return exit_.get(); }
  /// Throws if the actor is to end.
  void check_exit() {
    if (exit_ != nullptr && !ending_) [[unlikely]]
      throw_exit();
  }
  /// Its wait ends, or the next one, and throws cancelled_request; once.
  void cancel_at_next_wait() noexcept;
  void forget_cancel() noexcept { interrupted_ = exiting(); }
  /// Throws if the actor is to end, unless the exception would end the process: a destructor may
  /// send, too.
  void end_where_possible();

  // How it looks.

  wait_info look_at_wait() const;
  /// Bytes of its stack that are in use; 0 if it runs, or waits without a stack.
  std::size_t stack_used() const noexcept;
  /// The most that was touched; the kernel is asked page by page.
  std::optional<std::size_t> stack_touched() const noexcept;
  /// Return addresses, from the actor's wait on.
  std::vector<const void*> parked_stack() const;

 protected:
  // A job runs on a fiber, waits there or without one, and comes to its end.
  void runs_on(runtime::fiber& own) noexcept { fiber_ = &own; }
  /// It waits for a message without a fiber: the message makes it a job that has not begun.
  void waits_without_fiber() noexcept;
  void comes_to_its_end() noexcept { ending_ = true; }
  bool is_at_its_end() const noexcept { return ending_; }

 private:
  void await(wake_by events) {
    interruptible_ = events != wake_by::nothing;
    awaited_ = events;
    if constexpr (is_observed) waits_since_ = as_waiting_time(home_.recently());
    parked_ = true;
  }
  void check_interruption() {
    if (interrupted_ && !ending_) [[unlikely]]
      throw_interruption();
  }
  bool wait_until(wake_by events, runtime::time_point deadline);
  /// In units of 2^24 ns, about 17 ms: 32 bits of them last for two years.
  static std::uint32_t as_waiting_time(runtime::time_point time) noexcept {
    return static_cast<std::uint32_t>(time.time_since_epoch().count() >> 24);
  }
  [[noreturn]] void throw_exit();
  [[noreturn]] void throw_interruption();

  runtime::worker& home_;
  std::unique_ptr<exit_reason> exit_;  // set if it is to end; thrown at every wait from now on
  open_requests requests_;
  std::source_location waits_at_{};

  // What each message touches lies together; the members of the process follow on the same line.
  alignas(64) runtime::fiber* fiber_ = nullptr;
  wake_by awaited_ = wake_by::nothing;
  bool parked_ = false;
  bool interruptible_ = false;
  bool ending_ = false;
  bool interrupted_ = false;       // its waits throw: it is to end, or its request was cancelled
  std::uint32_t waits_since_ = 0;  // see as_waiting_time
  std::atomic<blocking> blocks_{blocking::none};
};

}  // namespace fauxtp::detail
