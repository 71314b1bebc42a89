// Children on request: how they start, and how they all stop at once.
#include "supervision/dynamic_supervisor_loop.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "fauxtp/drain.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "supervision/orphans_end.hpp"
#include "supervision/reports.hpp"

namespace fauxtp::detail {
namespace {

child_spec from_template(const child_template& shared, std::string id) {
  child_spec spec{.id = std::move(id),
                  .restart = shared.restart,
                  .shutdown = shared.shutdown,
                  .drain = shared.drain,
                  .significant = shared.significant,
                  .type = shared.type,
                  .start_timeout = shared.start_timeout,
                  .spawn = shared.spawn,
                  .restart_delay = shared.restart_delay};
  complete(spec);
  return spec;
}

std::optional<exit_reason> mistake_in_template(const dynamic_supervisor_spec& spec) {
  child_spec any = from_template(spec.child, "template");
  if (spec.child.start) any.start = [](const start_options&) { return start_result::ignore(); };
  return mistake_in(any, spec.auto_shutdown);
}

supervisor_spec limits_of(const dynamic_supervisor_spec& spec) {
  return {.intensity = spec.intensity,
          .period = spec.period,
          .intensity_counts = spec.intensity_counts,
          .auto_shutdown = spec.auto_shutdown};
}

supervisor_init init_of(const dynamic_supervisor_spec& spec) {
  return [spec] {
    if (auto mistake = mistake_in_template(spec)) fauxtp::stop(std::move(*mistake));
    return limits_of(spec);
  };
}

}  // namespace

dynamic_supervisor_loop::dynamic_supervisor_loop(dynamic_supervisor_spec spec)
    : supervisor_loop(init_of(spec)), spec_(std::move(spec)) {}

void dynamic_supervisor_loop::answer(const from& client, term& request) {
  if (auto* start = request.get_if<start_with_request>()) {
    reply(client, start_with(start->extra));
  } else if (auto* terminate = request.get_if<terminate_actor_request>()) {
    reply(client, terminate_child(terminate->actor));
  } else if (auto* wanted = request.get_if<get_childspec_of_request>()) {
    reply(client, get_childspec(wanted->actor));
  } else if (auto* change_to = request.get_if<change_dynamic_request>()) {
    reply(client, change(std::move(change_to->spec)));
  } else if (request.is<change_request>()) {
    reply(client, std::optional(exit_reason(term("simple_one_for_one"))));
  } else if (request.is<count_children_request>()) {
    reply(client, count_children());
  } else if (request.is<start_child_request>() || request.is<terminate_child_request>() ||
             request.is<restart_child_request>() || request.is<delete_child_request>() ||
             request.is<terminate_and_restart_request>()) {
    reply(client, child_reply{supervisor_error::simple_one_for_one});
  } else {
    supervisor_loop::answer(client, request);
  }
}

child_reply dynamic_supervisor_loop::start_with(const term& extra) {
  if (children_.all().size() >= spec_.max_children) return {supervisor_error::max_children};
  child_spec spec = from_template(spec_.child, std::to_string(++started_));
  try {
    spec.start = spec_.child.start(extra);
  } catch (const actor_exit&) {
    throw;
  } catch (...) {
    return {supervisor_error::start_failed, {}, exit_reason::of_current_exception()};
  }
  return add_child(std::move(spec));
}

// A child that has ended is none any more. Its end is what was asked for, so this is no error (as
// in OTP).
child_reply dynamic_supervisor_loop::terminate_child(pid actor) {
  const auto child = find(actor);
  if (child != children_.end()) {
    stop(child, drain_first::yes);
    children_.remove(child);
  } else if (is_alive(actor)) {
    return {supervisor_error::not_found};
  }
  return {};
}

std::optional<child_spec> dynamic_supervisor_loop::get_childspec(pid actor) {
  const auto child = find(actor);
  return child == children_.end() ? std::nullopt : std::optional(child->spec);
}

std::optional<exit_reason> dynamic_supervisor_loop::change(dynamic_supervisor_spec spec) {
  if (auto mistake = mistake_in_template(spec)) return mistake;
  if (auto mistake = supervisor::check(limits_of(spec))) return mistake;
  change_limits(limits_of(spec));
  for (child& each : children_.all()) {
    child_spec changed = from_template(spec.child, each.spec.id);
    changed.start = std::move(each.spec.start);
    give_spec(each, std::move(changed));
  }
  spec_ = std::move(spec);
  return std::nullopt;
}

children::iterator dynamic_supervisor_loop::find(pid actor) {
  const auto found = children_.find(actor);
  if (found != children_.end()) return found;
  return std::find_if(children_.begin(), children_.end(),
                      [actor](const child& each) { return each.restarting && each.last == actor; });
}

// As in OTP, a child is active until the supervisor has taken its `down`.
child_counts dynamic_supervisor_loop::count_children() const {
  child_counts counts = supervisor_loop::count_children();
  counts.specs = 1;
  counts.active = static_cast<std::size_t>(
      std::ranges::count_if(children_.all(), [](const child& each) { return each.running(); }));
  return counts;
}

// All children have the same time at once.
void dynamic_supervisor_loop::drain_children(
    const std::function<void(pid actor, const exit_reason& reason)>& note) {
  const bool waits = spec_.child.drain > duration::zero();
  if (!waits && spec_.child.type != child_type::supervisor) return;
  std::unordered_set<pid> busy;
  for (const child& each : children_.all()) {
    if (!each.running()) continue;
    send(each.actor, draining());
    if (waits) busy.insert(each.actor);
  }
  begin_drain(std::to_string(busy.size()) + " children");
  const time_point deadline = deadline_after(spec_.child.drain);
  for (bool time_left = true; time_left && !busy.empty();) {
    receive(on([&](const down& end) {
              busy.erase(end.actor);
              note(end.actor, end.reason.abnormal() ? end.reason : exit_reason::shutdown);
            }),
            on([&](const drained_notice& done) { busy.erase(done.actor); }),
            on(any, [](const term&) {}),  // drops requests: it is ending
            after(deadline - now(), [&] { time_left = false; }));
  }
  end_drain();
}

// S3: all children are told to stop at the same time, and share one deadline.
void dynamic_supervisor_loop::stop_children() {
  std::size_t running = 0;
  const auto tell_all = [this](const exit_reason& what) {
    for (const child& each : children_.all()) {
      if (each.running()) exit(each.actor, what);
    }
  };
  for (const child& each : children_.all()) running += each.running() ? 1 : 0;

  unexpected_ends unexpected;
  const auto note = [&](pid actor, const exit_reason& reason) {
    const auto child = children_.find(actor);
    if (child == children_.end()) return;
    --running;
    if (stopped_as_asked(child->spec, reason)) {
      report_stopped(*child);
    } else {
      unexpected.add(*child, reason);
    }
    children_.ended(child);
  };
  if (drains_ == drain_first::yes) drain_children(note);

  const shutdown_time time = *from_template(spec_.child, "template").shutdown;
  bool killed = time.is_brutal_kill();
  tell_all(killed ? exit_reason::kill : exit_reason::shutdown);
  const auto deadline = deadline_after(killed ? infinity : time.time());
  while (running > 0) {
    const bool all_told_or_time_left =
        receive(on(type<down>,
                   [&](const down& end) {
                     note(end.actor, end.reason);
                     return true;
                   }),
                on(any, [](const term&) { return true; }),  // drops requests: it is ending
                after(killed ? infinity : duration(deadline - now()), [] { return false; }));
    if (!all_told_or_time_left) {
      killed = true;
      tell_all(exit_reason::kill);
    }
  }
  if (spec_.child.type == child_type::supervisor) {
    for (const child& each : children_.all()) wait_for_orphans_of(each.last, false);
  }
  unexpected.report();
}

}  // namespace fauxtp::detail
