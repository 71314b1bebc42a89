// How a supervisor starts its children, in order, and stops them, in reverse order.
#include "fauxtp/receive.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

std::optional<exit_reason> supervisor_loop::start(children::iterator child) {
  const child_spec& spec = child->spec;
  start_options options;
  options.name = spec.name;
  options.names = spec_.names;
  options.timeout = spec.start_timeout;
  options.stack_size = spec.stack_size;
  options.label = path_ + "/" + spec.id;
  options.supervised = true;
  const start_result started = spec.start(std::move(options));
  if (started.ok()) {
    children_.runs(child, started.value(),
                   started.monitor() ? started.monitor() : monitor(started.value()));
    report_progress(*child);
    return std::nullopt;
  }
  if (started.ignored()) {
    children_.runs(child, {}, {});
    return std::nullopt;
  }
  report_start_error(*child, started.reason());
  return started.reason();
}

std::optional<supervisor_loop::start_failure> supervisor_loop::start_all(
    children::iterator first) {
  for (auto child = first; child != children_.end();) {
    const auto each = child++;
    if (auto reason = start(each)) return start_failure{each, std::move(*reason)};
    if (!each->running() && each->spec.restart == restart_type::temporary) children_.remove(each);
  }
  return std::nullopt;
}

void supervisor_loop::stop(children::iterator child) {
  if (child->running()) {
    const exit_reason reason = stop_and_wait(*child);
    const bool brutal = child->spec.shutdown->is_brutal_kill();
    const bool permanent = child->spec.restart == restart_type::permanent;
    // S5: what counts as having stopped as asked.
    const bool as_asked = brutal ? reason == exit_reason::killed
                                 : reason == exit_reason::shutdown ||
                                       (!permanent && !reason.abnormal());
    if (!as_asked) report_shutdown_error(*child, reason);
  }
  children_.runs(child, {}, {});
}

// Waits for the `down`, not for the exit signal: a child that has unlinked cannot hang it (S4).
exit_reason supervisor_loop::stop_and_wait(const child& child) {
  const auto ended = [&child](const down& end) { return end.monitor == child.monitor; };
  const auto reason_of = [](const down& end) { return end.reason; };
  if (!child.spec.shutdown->is_brutal_kill()) {
    exit(child.actor, exit_reason::shutdown);
    const auto reason = receive(
        on(where(ended), [&](const down& end) { return std::optional(reason_of(end)); }),
        after(child.spec.shutdown->time(), [] { return std::optional<exit_reason>(); }));
    if (reason) return *reason;
  }
  exit(child.actor, exit_reason::kill);
  return receive(on(where(ended), reason_of));
}

children::iterator supervisor_loop::stop_all(children::iterator first) {
  auto rest = children_.end();
  for (bool more = first != children_.end(); more;) {
    const auto each = std::prev(rest);
    more = each != first;
    stop(each);
    if (each->spec.restart == restart_type::temporary) {
      children_.remove(each);
    } else {
      rest = each;
    }
  }
  return rest;
}

}  // namespace fauxtp::detail
