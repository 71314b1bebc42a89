// What a supervisor does about a child that has ended: should the child be started again, is one
// more restart allowed, and which siblings are restarted with it.
#include "fauxtp/log.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {
namespace {

/// Rule R1.
bool should_restart(restart_type restart, const exit_reason& reason) {
  switch (restart) {
    case restart_type::permanent:
      return true;
    case restart_type::transient:
      return reason.abnormal();
    case restart_type::temporary:
      return false;
  }
  return false;
}

/// The reason as text for reports. Empty if errors are not logged: then no report needs the text.
std::string told(const exit_reason& reason) {
  return is_logged(severity::error) ? to_string(reason) : std::string();
}

}  // namespace

void supervisor_loop::child_ended(children::iterator ended, const exit_reason& reason) {
  ended->last_end = reason;
  const bool again = should_restart(*ended->spec.restart, reason);
  if (again) {
    const std::string why = told(reason);
    const restart_count count = count_restart(*ended, why);
    report_child_terminated(*ended, why, &count);
    restart(ended, count);
    return;
  }
  if (reason.abnormal()) report_child_terminated(*ended, told(reason), nullptr);
  const bool significant = ended->spec.significant;
  const std::string id = ended->spec.id;
  children_.ended(ended);
  if (!keeps(*ended)) children_.remove(ended);
  if (significant) significant_ended(id);
}

restart_count supervisor_loop::count_restart(const child& whose, std::string why) {
  const auto now = fauxtp::now();
  const bool is_free = spec_.intensity_counts == intensity_counts::first && follows_another(whose);
  const bool allowed = is_free || intensity_->allows_one_at(now);
  if (is_logged(severity::error)) history_.add(now, spec_.period, whose.spec.id, std::move(why));
  const std::size_t used = is_free ? intensity_->used_at(now) : intensity_->counted();
  return {used, spec_.intensity, spec_.period, spec_.strategy, allowed};
}

void supervisor_loop::restart(children::iterator child, const restart_count& count) {
  if (!count.allowed) {
    report_shutdown(*child, count, history_);
    children_.ended(child);
    fauxtp::stop(exit_reason::shutdown);
  }
  if (const duration wait = count_end(*child); wait > duration::zero()) {
    restart_after(wait, child);
  } else {
    restart_now(child);
  }
}

void supervisor_loop::restart_now(children::iterator child) {
  switch (spec_.strategy) {
    case strategy::one_for_one:
      children_.ended(child);
      start_or_try_again(child);
      break;
    case strategy::one_for_all:
      restart_from(children_.begin(), child);
      break;
    case strategy::rest_for_one:
      restart_from(child, child);
      break;
  }
}

// Stops all children from `first` on, in reverse order, and starts them in order. This includes
// children that did not run: those that had ended normally, and those that were terminated on
// request (R3).
void supervisor_loop::restart_from(children::iterator first, children::iterator ended) {
  children_.ended(ended);
  ended->due = true;
  if (auto failed = start_all(stop_all(first))) try_again_later(failed->child, failed->reason);
}

void supervisor_loop::start_or_try_again(children::iterator child) {
  if (const auto reason = start(child)) {
    report_start_error(*child, *reason);
    try_again_later(child, *reason);
  } else if (!child->running() && !keeps(*child)) {
    children_.remove(child);
  }
}

// The supervisor sends a message to itself, so that requests and the order to stop come in between
// (R5).
void supervisor_loop::try_again_later(children::iterator child, const exit_reason& failure) {
  child->restarting = true;
  child->last_end = failure;
  send(self(), try_again_restart{child->spec.id, told(failure)});
}

void supervisor_loop::try_again(const try_again_restart& again) {
  const auto child = children_.find(again.id);
  if (child == children_.end() || !child->restarting || child->delay != 0) return;
  restart(child, count_restart(*child, "did not start: " + again.why));
}

void supervisor_loop::significant_ended(const std::string& id) {
  if (spec_.auto_shutdown == auto_shutdown::all_significant) {
    for (const child& other : children_.all()) {
      if (other.spec.significant && (other.running() || other.restarting)) return;
    }
  }
  report_auto_shutdown(id);
  fauxtp::stop(exit_reason::shutdown);
}

}  // namespace fauxtp::detail
