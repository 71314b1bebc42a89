// The messages of a supervisor: ends of children, requests, the order to stop.
#include "supervision/supervisor_loop.hpp"

#include <algorithm>

#include "actor/running.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"

namespace fauxtp::detail {

supervisor_loop::supervisor_loop(supervisor_init init)
    : init_(std::move(init)), path_(own_label()) {}

void supervisor_loop::init() {
  trap_exit();
  spec_ = std::exchange(init_, {})();  // init_ goes: it holds arguments of children (R7)
  intensity_.emplace(spec_.intensity, spec_.period);
  if (auto mistake = supervisor::check(spec_)) fauxtp::stop(std::move(*mistake));
  if (auto taken = keep_pools(std::exchange(spec_.pools, {}), registry_state::beside_actor::no)) {
    fauxtp::stop(std::move(*taken));
  }
  for (child_spec& spec : std::exchange(spec_.children, {})) {
    complete(spec);
    children_.add({.spec = std::move(spec)});
  }
  try {
    if (auto failed = start_all(children_.begin())) {
      fauxtp::stop(exit_reason::shutdown_with(
          tuple("failed_to_start_child", failed->child->spec.id, std::move(failed->reason))));
    }
  } catch (...) {  // terminate does not run after a failed init
    stop_all(children_.begin());
    throw;
  }
}

// The end of a child is its `down`. Its exit signal says less: a child that has unlinked itself
// sends none (S7), and any actor may send one.
void supervisor_loop::run() {
  if (change_) return run_in_change();
  receive(on([this](call_message call) { answer(call.client, call.request); }),
          system_.clause(*this), on([this](const try_again_restart& again) { try_again(again); }),
          on([this](const delay_is_over& delay) { start_delayed(delay); }),
          on([this](const down& end) {
            const auto ended = children_.find(end.actor);
            if (ended != children_.end()) child_ended(ended, end.reason);
          }),
          on([](const exit_signal& signal) {
            if (is_order(signal)) fauxtp::stop(signal.reason);
          }),
          on([this](draining) { drains_ = drain_first::yes; }), on(any, [](const term&) {}));
}

// `draining` may lie in the mailbox still: in a start and in a change only the order itself counts.
void supervisor_loop::terminate(const exit_reason&) {
  receive(on([this](draining) { drains_ = drain_first::yes; }), after(duration::zero()));
  stop_children();
}

bool supervisor_loop::keeps(const child& ended) const {
  return ended.spec.restart != restart_type::temporary;
}

void supervisor_loop::answer(const from& client, term& request) {
  if (const auto* which = request.get_if<which_children_request>()) {
    reply(client, which_children(which->wanted));
  } else if (const auto* one = request.get_if<find_child_request>()) {
    reply(client, find_child(one->id));
  } else if (request.is<unsettled_request>()) {
    reply(client, unsettled());
  } else if (request.is<count_children_request>()) {
    reply(client, count_children());
  } else if (request.is<status_request>()) {
    reply(client, status());
  } else if (auto* start = request.get_if<start_child_request>()) {
    reply(client, start_child(std::move(start->spec)));
  } else if (auto* terminate = request.get_if<terminate_child_request>()) {
    reply(client, terminate_child(terminate->id));
  } else if (auto* again = request.get_if<restart_child_request>()) {
    reply(client, restart_child(again->id));
  } else if (auto* both = request.get_if<terminate_and_restart_request>()) {
    reply(client, terminate_and_restart_child(both->id));
  } else if (auto* gone = request.get_if<delete_child_request>()) {
    reply(client, delete_child(gone->id));
  } else if (auto* wanted = request.get_if<get_childspec_request>()) {
    reply(client, get_childspec(wanted->id));
  } else if (auto* change_to = request.get_if<change_request>()) {
    reply(client, change(std::move(change_to->spec)));
  } else if (request.is<change_dynamic_request>()) {
    reply(client, std::optional(exit_reason(term("not_dynamic"))));
  } else if (request.is<start_with_request>()) {
    reply(client,
          child_reply{supervisor_error::invalid_spec, {}, exit_reason(term("not_dynamic"))});
  } else if (request.is<terminate_actor_request>()) {
    reply(client, child_reply{supervisor_error::not_found});
  } else if (request.is<get_childspec_of_request>()) {
    reply(client, std::optional<child_spec>());
  } else if (!answer_step(client, request)) {
    warn_unhandled(request);
  }
}

term supervisor_loop::state() const {
  list shown;
  for (const child& each : children_.all()) {
    shown.push_back(tuple(each.spec.id, each.actor ? term(each.actor) : term(),
                          std::string(to_string(each.spec.type))));
  }
  return term(std::move(shown));
}

namespace {
child_info told(const child& each) {
  child_info info{each.spec.id,           each.actor,    each.restarting, each.spec.type,
                  each.spec.start.what(), each.restarts, each.spec.name,  each.last_end};
  if (each.delay != 0) {
    const auto now = fauxtp::now();
    info.restart_in = std::max<duration>(each.restart_at - now, duration::zero());
  }
  return info;
}
}  // namespace

std::vector<child_info> supervisor_loop::which_children(const child_filter& wanted) const {
  std::vector<child_info> infos;
  for (auto each = children_.all().rbegin(); each != children_.all().rend(); ++each) {
    if (!wanted || wanted(each->spec)) infos.push_back(told(*each));
  }
  return infos;
}

std::vector<child_info> supervisor_loop::unsettled() const {
  std::vector<child_info> infos;
  for (const child& each : children_.all()) {
    const bool looks_after_others = each.spec.type == child_type::supervisor && each.running();
    if (each.restarting || looks_after_others) infos.push_back(told(each));
  }
  return infos;
}

std::optional<child_info> supervisor_loop::find_child(const std::string& id) {
  const auto found = children_.find(id);
  return found == children_.end() ? std::nullopt : std::optional(told(*found));
}

child_counts supervisor_loop::count_children() const {
  child_counts counts;
  for (const child& each : children_.all()) {
    ++counts.specs;
    if (each.running() && is_alive(each.actor)) ++counts.active;  // as OTP: alive now
    ++(each.spec.type == child_type::worker ? counts.workers : counts.supervisors);
  }
  return counts;
}

supervisor_status supervisor_loop::status() const {
  return {spec_.strategy, intensity_->used_at(now()), spec_.intensity, spec_.period,
          children_.all().size()};
}

child_reply supervisor_loop::start_child(child_spec spec) {
  complete(spec);
  if (auto mistake = mistake_in(spec, spec_.auto_shutdown)) {
    return {supervisor_error::invalid_spec, {}, std::move(*mistake)};
  }
  if (const auto present = children_.find(spec.id); present != children_.end()) {
    if (present->running()) return {supervisor_error::already_started, present->actor};
    return {supervisor_error::already_present};
  }
  return add_child(std::move(spec));
}

child_reply supervisor_loop::add_child(child_spec spec) {
  const auto added = children_.add({.spec = std::move(spec)});
  child_reply reply;
  if (auto reason = start(added, &reply.info)) {
    children_.remove(added);
    return {supervisor_error::start_failed, {}, std::move(*reason)};
  }
  reply.actor = added->actor;
  if (!reply.actor && !keeps(*added)) children_.remove(added);
  return reply;
}

child_reply supervisor_loop::terminate_child(const std::string& id) {
  const auto child = children_.find(id);
  if (child == children_.end()) return {supervisor_error::not_found};
  stop(child, drain_first::yes);
  if (!keeps(*child)) children_.remove(child);
  return {};
}

child_reply supervisor_loop::restart_child(const std::string& id) {
  const auto child = children_.find(id);
  if (child == children_.end()) return {supervisor_error::not_found};
  if (child->running()) return {supervisor_error::running};
  if (child->restarting) return {supervisor_error::restarting};
  child_reply reply;
  child->ends_in_a_row = 0;
  if (auto reason = start(child, &reply.info)) {
    return {supervisor_error::start_failed, {}, std::move(*reason)};
  }
  reply.actor = child->actor;
  return reply;
}

child_reply supervisor_loop::terminate_and_restart_child(const std::string& id) {
  const auto child = children_.find(id);
  if (child == children_.end()) return {supervisor_error::not_found};
  if (!keeps(*child)) return {supervisor_error::invalid_spec, {}, exit_reason(term("temporary"))};
  if (child->delay == 0) {
    if (child->restarting) return {supervisor_error::restarting};
    stop(child, drain_first::yes);
    return restart_child(id);
  }
  // Its siblings may wait together with it; then they start now, too.
  child->ends_in_a_row = 0;
  restart_now(child);
  if (child->running()) return {{}, child->actor};
  if (child->restarting) return {supervisor_error::start_failed, {}, *child->last_end};
  return {};
}

child_reply supervisor_loop::delete_child(const std::string& id) {
  const auto child = children_.find(id);
  if (child == children_.end()) return {supervisor_error::not_found};
  if (child->running()) return {supervisor_error::running};
  if (child->restarting) return {supervisor_error::restarting};
  children_.remove(child);
  return {};
}

std::optional<child_spec> supervisor_loop::get_childspec(const std::string& id) {
  const auto child = children_.find(id);
  return child == children_.end() ? std::nullopt : std::optional(child->spec);
}

}  // namespace fauxtp::detail
