// What a supervisor does about a child that has ended: should it be started again, may it still be,
// and who else with it.
#include "actor/process.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {
namespace {

/// R1.
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

}  // namespace

void supervisor_loop::child_ended(children::iterator ended, const exit_reason& reason) {
  const bool again = should_restart(*ended->spec.restart, reason);
  if (again || reason.abnormal()) {
    report_child_terminated(*ended, reason,
                            again ? "it is to be restarted" : "it is not restarted");
  }
  if (again) {
    restart(ended);
    return;
  }
  const bool significant = ended->spec.significant;
  const std::string id = ended->spec.id;
  children_.ended(ended);
  if (!keeps(*ended)) children_.remove(ended);
  if (significant) significant_ended(id);
}

void supervisor_loop::restart(children::iterator child) {
  if (!intensity_->allows_one_at(process::current().home().time().now())) {
    report_shutdown(*child, spec_.intensity, spec_.period);
    children_.ended(child);
    fauxtp::stop(exit_reason::shutdown);
  }
  if (const duration wait = delay_of(*child); wait > duration::zero()) {
    restart_after(wait, child);
    return;
  }
  switch (spec_.how) {
    case strategy::one_for_one:
      children_.ended(child);
      if (const auto reason = start(child)) {
        report_start_error(*child, *reason);
        try_again_later(child);
      } else if (!child->running() && !keeps(*child)) {
        children_.remove(child);
      }
      break;
    case strategy::one_for_all:
      restart_from(children_.begin(), child);
      break;
    case strategy::rest_for_one:
      restart_from(child, child);
      break;
  }
}

// Stops all from `first` on, in reverse order, and starts them in order. That includes children
// that did not run: those that had ended normally, and those that were terminated on request (R3).
void supervisor_loop::restart_from(children::iterator first, children::iterator ended) {
  children_.ended(ended);
  if (auto failed = start_all(stop_all(first))) try_again_later(failed->child);
}

// By a message to itself, so that requests and the order to stop come in between (R5).
void supervisor_loop::try_again_later(children::iterator child) {
  child->restarting = true;
  send(self(), try_again_restart{child->spec.id});
}

void supervisor_loop::try_again(const std::string& id) {
  const auto child = children_.find(id);
  if (child != children_.end() && child->restarting && child->delay == 0) restart(child);
}

void supervisor_loop::significant_ended(const std::string& id) {
  if (spec_.when_done == auto_shutdown::all_significant) {
    for (const child& other : children_.all()) {
      if (other.spec.significant && (other.running() || other.restarting)) return;
    }
  }
  report_auto_shutdown(id);
  fauxtp::stop(exit_reason::shutdown);
}

}  // namespace fauxtp::detail
