// A look at an actor, which is taken where the actor lives.
#include "actor/process_look.hpp"

#include <algorithm>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "fauxtp/log.hpp"
#include "runtime/peek.hpp"
#include "runtime/thread_sight.hpp"

namespace fauxtp {
namespace detail {

namespace {

/// The registry, which all threads share, is asked only for those who have or had a name.
std::string name_at(const process_slot& slot, pid actor, local_node& node) {
  return slot.named.load() ? node.names().name_of(actor) : std::string();
}

}  // namespace

process_info look(const process& at) {
  process_info seen;
  seen.actor = at.id();
  seen.label = at.name();
  seen.name = name_at(at.slot(), at.id(), at.node());
  seen.status = at.is_ending()                      ? process_status::exiting
                : &at == process::current_or_null() ? process_status::running
                : at.is_parked()                    ? process_status::waiting
                                                    : process_status::runnable;
  seen.hibernates = at.is_parked() && !at.has_fiber();
  seen.trap_exit = at.traps_exit();
  seen.suspended = at.is_suspended();
  seen.observer = at.is_observer();
  activity handled = at.doing();
  if (!handled.what.empty()) seen.handling_for = at.now() - handled.since;
  seen.handling = std::move(handled.what);
  seen.left_out = at.left_out();
  if (at.is_parked()) seen.waits = at.look_at_wait();
  if (seen.waits && seen.waits->whom) {
    const process_slot* whom = process_table::find(seen.waits->whom);
    if (whom != nullptr) seen.waits->object = name_at(*whom, seen.waits->whom, at.node());
  }
  if (at.waits_for(wake_by::io)) {
    seen.waits->what = at.io().wanted.readable ? wait_info::kind::input : wait_info::kind::output;
    seen.waits->object = at.io().source->name();
  }
  seen.messages = at.messages().size();
  if (at.is_limited()) {
    seen.mailbox = at.limited().limit();
    seen.lost = at.slot().lost.load();
    seen.shed = at.limited().shed();
  }
  if constexpr (is_observed) {
    seen.handled = at.handled();
    if (const message* oldest = at.messages().oldest()) {
      seen.oldest_message = at.now() - oldest->came();
    }
  }
  seen.links = at.relations().links.active();
  seen.monitors = at.relations().watched();
  for (const request* each = at.requests().newest(); each != nullptr; each = each->next()) {
    if (each->watches()) seen.monitors.push_back(each->asked());
  }
  seen.monitored_by = at.relations().watchers();
  seen.children = at.relations().children();
  seen.parent = at.parent();
  seen.worker = at.home().index();
  seen.stack_size = at.stack_size();
  seen.stack_used = at.stack_used();
  return seen;
}

process_glance glance(const process& at) noexcept {
  return {.label = at.label(),
          .ending = at.is_ending(),
          .trap_exit = at.traps_exit(),
          .links = at.relations().links.size()};
}

// The process may end meanwhile. Its memory stays readable, but its label is freed. So the kernel
// copies everything, and the copy counts only if the same actor still has the slot afterwards: the
// pid of an actor that ends is dead before anything of it is freed.
std::optional<process_info> glimpse(const runtime::worker& hogged, local_node& node) {
  auto* runs = const_cast<process*>(static_cast<const process*>(hogged.glimpse()));
  if (runs == nullptr) return std::nullopt;
  const process_slot& slot = process_slot::at(runs);
  process_info seen;
  seen.actor = slot.user();
  seen.label = to_string(seen.actor);
  const runtime::peeked text_at(runs->kept_label());
  if (text_at && *text_at != nullptr) {
    const runtime::peeked text(**text_at);
    std::string label(text ? std::min((*text).size(), longest_text) : 0, '\0');
    label.resize(label.empty() ? 0 : runtime::peek((*text).data(), label.data(), label.size()));
    if (!label.empty()) seen.label = std::move(label);
  }
  const runtime::peeked size(*static_cast<const runtime::job*>(runs));
  if (size) seen.stack_size = (*size).stack_size();
  seen.name = node.names().name_of(seen.actor);
  seen.status = process_status::running;
  seen.worker = hogged.index();
  seen.seen_from_outside = true;
  const bool alive = seen.actor.generation() % 2 != 0;
  return alive && slot.user() == seen.actor ? std::optional(std::move(seen)) : std::nullopt;
}

}  // namespace detail

namespace {

struct taken_stack {
  std::vector<const void*> frames;
};

/// Returns nothing if the actor's worker has not got to it in that time, and nil if there is no
/// such actor.
std::optional<term> look_at(pid actor, duration wait, detail::look_signal::look how) {
  const auto until = detail::process::current().deadline_after(wait);
  detail::request answer;
  detail::emit<detail::look_signal>(actor, how, self(), answer.id());
  if (!answer.wait(until)) return std::nullopt;
  return std::move(answer.answer());
}

}  // namespace

std::string_view to_string(process_status status) {
  switch (status) {
    case process_status::running:
      return "running";
    case process_status::runnable:
      return "runnable";
    case process_status::waiting:
      return "waiting";
    case process_status::exiting:
      return "exiting";
  }
  return "?";
}

std::string_view to_string(wait_info::kind what) {
  switch (what) {
    case wait_info::kind::message:
      return "message";
    case wait_info::kind::reply:
      return "reply";
    case wait_info::kind::room:
      return "room in the mailbox";
    case wait_info::kind::end_of_children:
      return "end of children";
    case wait_info::kind::time:
      return "time";
    case wait_info::kind::blocking:
      return "blocking function";
    case wait_info::kind::input:
      return "input";
    case wait_info::kind::output:
      return "room for output";
    case wait_info::kind::thread:
      return "thread for a blocking function";
    case wait_info::kind::other:
      return "other";
  }
  return "?";
}

std::optional<process_info> info(pid actor, duration wait) {
  auto seen = look_at(actor, wait, [](const detail::process& there) {
    process_info found = detail::look(there);
    found.stack_touched = there.stack_touched();
    return term(std::move(found));
  });
  if (seen && seen->is_nil()) return std::nullopt;
  if (seen) return std::move(*seen).as<process_info>();
  detail::process& own = detail::process::current();
  const runtime::worker* home = own.node().worker_of(actor);
  if (home == nullptr) return std::nullopt;
  auto hog = detail::glimpse(*home, own.node());
  if (hog && hog->actor == actor) return hog;
  return process_info{.actor = actor,
                      .label = to_string(actor),
                      .name = own.node().names().name_of(actor),
                      .status = process_status::runnable,
                      .seen_from_outside = true,
                      .worker = home->index()};
}

std::vector<const void*> stack_of(pid actor, duration wait) {
  auto taken = look_at(actor, wait, [](const detail::process& there) {
    return term(taken_stack{there.parked_stack()});
  });
  if (taken && taken->is_nil()) return {};
  if (taken) return std::move(*taken).as<taken_stack>().frames;
  detail::local_node& node = detail::process::current().node();
  const runtime::worker* home = node.worker_of(actor);
  if (home == nullptr) return {};
  const auto hog = detail::glimpse(*home, node);
  if (!hog || hog->actor != actor) return {};
  auto seen = runtime::look_at(*home);
  return seen ? std::move(seen->stack) : std::vector<const void*>();
}

process_list infos(const wanted_actors& which) {
  return detail::process::current().node().look_at_all(which);
}

}  // namespace fauxtp
