// How a running supervisor takes over another spec while its children run.
#include "supervision/change.hpp"

#include <algorithm>
#include <vector>

#include "actor/running.hpp"
#include "fauxtp/receive.hpp"
#include "supervision/ask.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

std::optional<exit_reason> begin_change(pid supervisor, supervisor_spec spec,
                                        std::set<std::string> starts) {
  return ask<std::optional<exit_reason>>(supervisor,
                                         begin_change_request{std::move(spec), std::move(starts)});
}

child_state stop_in_change(pid supervisor, std::string id, bool kept) {
  return ask<child_state>(supervisor, stop_in_change_request{std::move(id), kept});
}

child_reply start_in_change(pid supervisor, std::string id, on_failure failure) {
  return ask<child_reply>(supervisor, start_in_change_request{std::move(id), failure});
}

void end_change(pid supervisor) { ask<bool>(supervisor, end_change_request{}); }

void supervisor_loop::change_limits(const supervisor_spec& spec) {
  spec_.strategy = spec.strategy;
  spec_.intensity = spec.intensity;
  spec_.period = spec.period;
  spec_.intensity_counts = spec.intensity_counts;
  spec_.auto_shutdown = spec.auto_shutdown;
  intensity_->change(spec.intensity, spec.period);
}

// A running child keeps all that it was started with, except the limit of its mailbox, its pool,
// and the time that it may take to stop.
void supervisor_loop::give_spec(child& changed, child_spec spec) {
  if (changed.running()) {
    if (changed.spec.spawn.mailbox != spec.spawn.mailbox) {
      limit_mailbox(changed.actor, spec.spawn.mailbox);
    }
    supervises(changed.monitor, changed.actor, spec.shutdown->time());
  }
  const bool other_pool = changed.running() && changed.spec.pool != spec.pool;
  if (other_pool) leave_pool(changed);
  changed.spec = std::move(spec);
  if (other_pool) join_pool(changed);
}

std::optional<exit_reason> supervisor_loop::change(supervisor_spec spec) {
  if (auto mistake = supervisor::check(spec)) return mistake;
  if (auto taken = keep_pools(std::move(spec.pools), registry_state::beside_actor::yes)) {
    return taken;
  }
  std::set<std::string> none;
  adopt(std::move(spec), none);
  return std::nullopt;
}

bool supervisor_loop::answer_step(const from& client, term& request) {
  if (auto* begin = request.get_if<begin_change_request>()) {
    reply(client, begin_change(client.client, std::move(*begin)));
    return true;
  }
  if (!change_ || change_->client != client.client) return false;
  if (auto* gone = request.get_if<stop_in_change_request>()) {
    reply(client, stop_in_change(*gone));
  } else if (auto* coming = request.get_if<start_in_change_request>()) {
    reply(client, start_in_change(*coming));
  } else if (request.is<end_change_request>()) {
    end_change();
    reply(client, true);
  } else {
    return false;
  }
  return true;
}

// The messages that no clause here takes wait in the mailbox: ends of children, and restarts.
void supervisor_loop::run_in_change() {
  receive(on([this](call_message call) { answer(call.client, call.request); }),
          system_.clause(*this),
          on(where([this](const down& end) { return end.monitor == change_->monitor; }),
             [this](const down&) { end_change(); }),
          on([](const exit_signal& signal) {
            if (is_order(signal)) fauxtp::stop(signal.reason);
          }));
}

std::optional<exit_reason> supervisor_loop::begin_change(pid client, begin_change_request wanted) {
  if (change_ && change_->client != client) return exit_reason(term("is_being_changed"));
  if (auto mistake = supervisor::check(wanted.spec)) return mistake;
  if (auto taken = keep_pools(std::move(wanted.spec.pools), registry_state::beside_actor::yes)) {
    return taken;
  }
  if (!change_) change_ = {.client = client, .monitor = monitor(client)};
  for (const std::string& id : std::exchange(change_->starts, {})) {
    if (const auto child = children_.find(id); child != children_.end()) child->due = false;
  }
  adopt(std::move(wanted.spec), wanted.starts);
  change_->starts = std::move(wanted.starts);
  change_->last.clear();
  return std::nullopt;
}

child_state supervisor_loop::stop_in_change(const stop_in_change_request& which) {
  const auto child = children_.find(which.id);
  if (child == children_.end()) return child_state::stopped;
  const bool waits = child->restarting || child->due;
  const child_state was = child->running() ? child_state::runs
                          : waits          ? child_state::waits_for_restart
                                           : child_state::stopped;
  stop(child, drain_first::yes);
  child->due = change_->starts.contains(which.id);
  if (!which.kept || (!child->due && !keeps(*child))) children_.remove(child);
  return was;
}

child_reply supervisor_loop::start_in_change(const start_in_change_request& which) {
  const auto child = children_.find(which.id);
  if (child == children_.end()) return {supervisor_error::not_found};
  start_those_before(child);
  change_->last = which.id;
  if (child->running()) return {supervisor_error::running, child->actor};
  child_reply reply;
  if (which.failure == on_failure::restart_it) {
    start_or_try_again(child);
    return reply;
  }
  child->ends_in_a_row = 0;
  if (auto reason = start(child, &reply.info)) {
    return {supervisor_error::start_failed, {}, std::move(*reason)};
  }
  reply.actor = child->actor;
  if (!reply.actor && !keeps(*child)) children_.remove(child);
  return reply;
}

void supervisor_loop::start_those_before(children::iterator last) {
  const auto before = children_.find(change_->last);
  auto next = before == children_.end() ? children_.begin() : std::next(before);
  while (next != last && next != children_.end()) {
    const auto child = next++;
    if (child->due && change_->starts.contains(child->spec.id)) start_or_try_again(child);
  }
}

void supervisor_loop::end_change() {
  start_those_before(children_.end());
  demonitor(change_->monitor, true);
  change_.reset();
}

void supervisor_loop::adopt(supervisor_spec spec, std::set<std::string>& starts) {
  change_limits(spec);

  std::vector<children::iterator> before;
  for (auto each = children_.begin(); each != children_.end(); ++each) before.push_back(each);

  std::set<const child*> wanted;
  auto place = children_.end();
  for (child_spec& each : spec.children) {
    complete(each);
    auto child = children_.find(each.id);
    if (child == children_.end()) {
      child = children_.add({.spec = std::move(each)});
      child->due = starts.contains(child->spec.id);
    } else {
      give_spec(*child, std::move(each));
    }
    children_.move_behind(place, child);
    wanted.insert(&*child);
    place = child;
  }

  // A child that is not in the new spec stays as long as it runs or waits for a restart, behind the
  // child that was before it.
  place = children_.end();
  for (const auto child : before) {
    if (!wanted.contains(&*child)) {
      if (!child->running() && !child->restarting && !child->due) {
        children_.remove(child);
        continue;
      }
      children_.move_behind(place, child);
    }
    place = child;
  }
  take_over_restarts(wanted, starts);
  for (auto each = children_.begin(); each != children_.end();) {
    const auto child = each++;
    if (keeps(*child) || starts.contains(child->spec.id)) continue;
    if (!child->running() && !child->restarting) {
      children_.remove(child);  // as if the child had ended
    } else if (child->running()) {
      child->spec.start.forget();
    }
  }
}

// A child whose restart fails, or is put off, keeps its siblings stopped under one_for_all and
// rest_for_one. If the change removes or starts that child, its restart will not start the siblings
// any more, so the change does.
void supervisor_loop::take_over_restarts(const std::set<const child*>& wanted,
                                         std::set<std::string>& starts) {
  std::set<std::string> owed;
  const auto is_left_alone = [&](const child& each) {
    return wanted.contains(&each) && !starts.contains(each.spec.id);
  };
  std::set<std::size_t> delays;
  for (const child& each : children_.all()) {
    if (each.delay != 0 && !is_left_alone(each)) delays.insert(each.delay);
  }
  for (auto each = children_.begin(); each != children_.end(); ++each) {
    if (!is_left_alone(*each) || !delays.contains(each->delay)) continue;
    children_.ended(each);
    each->due = true;
  }
  const auto is_tried_again = [&](const child& each) {
    return each.restarting && each.delay == 0 && is_left_alone(each);
  };
  bool starts_by_itself = spec_.strategy == strategy::one_for_all &&
                          std::ranges::any_of(children_.all(), is_tried_again);
  for (const child& each : children_.all()) {
    if (spec_.strategy == strategy::rest_for_one && is_tried_again(each)) starts_by_itself = true;
    if (each.due && !each.restarting && is_left_alone(each) && !starts_by_itself) {
      owed.insert(each.spec.id);
    }
  }
  starts.merge(owed);
}

}  // namespace fauxtp::detail
