// How an actor waits, and how a wait ends.
#include "actor/waiting_job.hpp"

#include "actor/request.hpp"
#include "actor/way_out.hpp"
#include "fauxtp/deadline.hpp"
#include "runtime/native_stack.hpp"

namespace fauxtp::detail {
namespace {

struct alarm final : runtime::timer {
  explicit alarm(waiting_job& waiting) : waiting(waiting) {}
  void expired() noexcept override {
    rang = true;
    waiting.woken_by(wake_by::nothing);
  }
  waiting_job& waiting;
  bool rang = false;
};

}  // namespace

bool waiting_job::wait_until(wake_by events, runtime::time_point deadline) {
  if (events != wake_by::nothing) check_interruption();
  await(events);
  alarm timeout(*this);
  home_.timers().arm(timeout, deadline);
  home_.park();
  home_.timers().cancel(timeout);
  if (interruptible_) check_interruption();
  return !timeout.rang;
}

void waiting_job::waits_without_fiber() noexcept {
  fiber_ = nullptr;
  waits_at({});
  awaited_ = wake_by::message;
  interruptible_ = true;
  parked_ = true;
}

void waiting_job::end_at_next_wait(exit_reason reason) noexcept {
  if (exit_ == nullptr) exit_ = std::make_unique<exit_reason>(std::move(reason));
  interrupted_ = true;
  if (interruptible_) woken_by(wake_by::nothing);
}

void waiting_job::throw_exit() { throw actor_exit(*exit_); }

void waiting_job::cancel_at_next_wait() noexcept {
  interrupted_ = true;
  if (interruptible_) woken_by(wake_by::nothing);
}

void waiting_job::throw_interruption() {
  if (exiting()) throw_exit();
  forget_cancel();
  throw cancelled_request();
}

void waiting_job::end_where_possible() {
  if (exit_ == nullptr || ending_) return;
  if (has_way_out()) throw_exit();
  home_.turn().ends_soon();
}

std::size_t waiting_job::stack_used() const noexcept {
  return fiber_ == nullptr || !parked_ ? 0 : fiber_->stack_used();
}

std::optional<std::size_t> waiting_job::stack_touched() const noexcept {
  if (fiber_ == nullptr) return std::nullopt;
  return fiber_->stack_touched();
}

std::vector<const void*> waiting_job::parked_stack() const {
  const runtime::worker* here = runtime::worker::current();
  if (here != nullptr && here->glimpse() == this) return runtime::own_stack();
  if (fiber_ == nullptr || fiber_->parked_at() == nullptr) return {};
  return runtime::stack_below(fiber_->parked_at());
}

wait_info waiting_job::look_at_wait() const {
  using kind = wait_info::kind;
  wait_info seen;
  const request* newest = requests_.newest();
  if (includes(awaited_, wake_by::answer)) {
    seen.what = newest != nullptr && newest->is_for_room() ? kind::room : kind::reply;
    if (newest != nullptr) seen.whom = newest->asked();
  } else if (includes(awaited_, wake_by::message)) {
    seen.what = kind::message;
  } else if (includes(awaited_, wake_by::child)) {
    seen.what = kind::end_of_children;
  } else if (includes(awaited_, wake_by::end)) {
    seen.what = kind::time;
  } else if (const blocking state = blocks_.load(); state != blocking::none) {
    seen.what = state == blocking::queued ? kind::thread : kind::blocking;
  }
  if constexpr (is_observed) {
    seen.where = waits_at_;
    const std::uint32_t units = as_waiting_time(now()) - waits_since_;
    seen.since = duration(std::int64_t{units} << 24);
  }
  return seen;
}

}  // namespace fauxtp::detail
