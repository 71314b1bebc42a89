// How a supervisor starts its children, in order, and stops them, in reverse order.
#include "actor/running.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "supervision/orphans_end.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

namespace {

/// If a start function throws, the child has not started, and the exception is the reason.
start_result attempt(const start_function& start, start_options options) {
  try {
    return start(std::move(options));
  } catch (const actor_exit&) {
    throw;
  } catch (...) {
    return start_result::failed(exit_reason::of_current_exception());
  }
}

}  // namespace

std::optional<exit_reason> supervisor_loop::start(children::iterator child, start_info* info) {
  const child_spec& spec = child->spec;
  wait_for_orphans_of(child->last, true);
  if (!spec.pool.empty() && own_names().pool_named(spec.pool) == nullptr) {
    return exit_reason(tuple("no_pool", spec.pool));
  }
  tell_pool(*child, {absence::kind::starts});
  start_options options;
  options.name = spec.name;
  options.names = spec_.names;
  options.timeout = spec.start_timeout;
  options.spawn = spec.spawn;
  options.spawn.label = path_ + "/" + spec.id;
  options.supervised = true;
  options.patience = spec.shutdown->time();
  const start_result started = attempt(spec.start, std::move(options));
  child->last_start = now();
  if (const pid unfinished = started.called_off()) {
    // This supervisor has to end; on its way it stops this child like all others.
    children_.runs(child, unfinished, started.monitor());
    fauxtp::stop(started.reason());
  }
  if (started.ok()) {
    children_.runs(child, started.value(),
                   started.monitor() ? started.monitor() : monitor(started.value()));
    supervises(child->monitor, child->actor, spec.shutdown->time());
    join_pool(*child);
    report_progress(*child);
    // R7: a temporary child is never started again, so its arguments need not live as long as it
    // does.
    if (spec.restart == restart_type::temporary) child->spec.start.forget();
    if (info != nullptr) *info = started.shared_info();
    return std::nullopt;
  }
  if (started.ignored()) {
    children_.ended(child);
    tell_pool(*child, {absence::kind::ended});
    return std::nullopt;
  }
  tell_pool(*child, {absence::kind::fails_to_start});
  return started.reason();
}

std::optional<supervisor_loop::start_failure> supervisor_loop::start_all(children::iterator first) {
  for (auto child = first; child != children_.end();) {
    const auto each = child++;
    if (auto reason = start(each)) {
      report_start_error(*each, *reason);
      return start_failure{each, std::move(*reason)};
    }
    if (!each->running() && !keeps(*each)) children_.remove(each);
  }
  return std::nullopt;
}

bool stopped_as_asked(const child_spec& spec, const exit_reason& reason) {
  const bool brutal = spec.shutdown->is_brutal_kill();
  if (reason == (brutal ? exit_reason::killed : exit_reason::shutdown)) return true;
  // The child may also have ended by itself just before.
  return spec.restart != restart_type::permanent && !reason.abnormal();
}

void supervisor_loop::stop_children() { stop_all(children_.begin(), drains_); }

void supervisor_loop::stop(children::iterator child, drain_first drain) {
  if (child->running()) {
    leave_pool(*child);
    const exit_reason reason = stop_and_wait(*child, drain);
    wait_for_orphans_of(child->actor, false);
    if (stopped_as_asked(child->spec, reason)) {
      report_stopped(*child);
    } else {
      report_shutdown_error(*child, reason);
    }
  }
  children_.ended(child);
}

// Waits for the `down`, not for the exit signal: a child that has unlinked cannot hang the
// supervisor (S4).
exit_reason supervisor_loop::stop_and_wait(const child& child, drain_first drains) {
  const auto ended = [&child](const down& end) { return end.monitor == child.monitor; };
  std::optional<exit_reason> reason;
  const auto note = [&reason](const down& end) { reason = end.reason; };
  if (drains == drain_first::yes) reason = drain(child);
  if (!reason && !child.spec.shutdown->is_brutal_kill()) {
    exit(child.actor, exit_reason::shutdown);
    receive(on(where(ended), note), after(child.spec.shutdown->time()));
  }
  if (!reason) {
    exit(child.actor, exit_reason::kill);
    receive(on(where(ended), note));
  }
  // The child's exit signal came before its `down`. If the signal stayed in the mailbox, the next
  // child's `down` would lie behind it, and the time to stop many children would grow with the
  // square of their number.
  const auto of_child = [&child](const exit_signal& signal) { return signal.from == child.actor; };
  receive(on(where(of_child), [](const exit_signal&) {}), after(duration::zero()));
  return *std::move(reason);
}

std::optional<exit_reason> supervisor_loop::drain(const child& child) {
  const bool waits = child.spec.drain > duration::zero();
  if (waits || child.spec.type == child_type::supervisor) send(child.actor, draining());
  std::optional<exit_reason> reason;
  if (!waits) return reason;
  begin_drain(path_ + "/" + child.spec.id);
  receive(on(where([&](const down& end) { return end.monitor == child.monitor; }),
             [&](const down& end) {
               reason = end.reason.abnormal() ? end.reason : exit_reason::shutdown;
             }),
          on(where([&](const drained_notice& done) { return done.actor == child.actor; }),
             [](const drained_notice&) {}),
          after(child.spec.drain));
  end_drain();
  return reason;
}

void supervisor_loop::begin_drain(const std::string& of) { in_drain_ = {"drain of " + of, now()}; }

children::iterator supervisor_loop::stop_all(children::iterator first, drain_first drain) {
  auto rest = children_.end();
  for (bool more = first != children_.end(); more;) {
    const auto each = std::prev(rest);
    more = each != first;
    const bool due = each->running() || each->due;
    stop(each, drain);
    each->due = due;
    if (keeps(*each)) {
      rest = each;
    } else {
      children_.remove(each);
    }
  }
  return rest;
}

}  // namespace fauxtp::detail
