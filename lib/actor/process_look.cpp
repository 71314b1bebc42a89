// A look at an actor, which is taken where the actor lives.
#include "fauxtp/process_info.hpp"

#include <algorithm>

#include "actor/local_node.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"
#include "fauxtp/log.hpp"
#include "runtime/native_stack.hpp"
#include "runtime/peek.hpp"
#include "runtime/thread_sight.hpp"

namespace fauxtp {
namespace detail {

process_info process::look() const {
  process_info seen;
  seen.actor = id_;
  seen.label = name();
  if (slot().named.load()) seen.name = node_.names().name_of(id_);
  seen.status = is_ending()                 ? process_status::exiting
                : this == current_or_null() ? process_status::running
                : parked_                   ? process_status::waiting
                                            : process_status::runnable;
  seen.hibernates = parked_ && fiber_ == nullptr;
  seen.trap_exit = traps_exit_;
  seen.suspended = suspended_;
  seen.observer = observer_;
  if (parked_) seen.waits = look_at_wait();
  seen.messages = mailbox_.size();
  if (is_limited_) {
    seen.mailbox = seldom_->limited->limit;
    seen.lost = slot().lost.load();
  }
  if constexpr (is_observed) {
    seen.handled = handled_;
    if (const message* oldest = mailbox_.oldest()) {
      seen.oldest_message = home_.time().now() - oldest->came();
    }
  }
  seen.links = links_.active();
  watched_.for_each(
      [&](ref, const watched_actor& watched) { seen.monitors.push_back(watched.actor); });
  for (const request* each = requests_; each != nullptr; each = each->next()) {
    if (each->watches()) seen.monitors.push_back(each->asked());
  }
  watchers_.for_each([&](ref, pid watcher) { seen.monitored_by.push_back(watcher); });
  seen.children = children();
  seen.parent = parent_;
  seen.worker = home_.index();
  seen.stack_size = stack_size();
  if (fiber_ != nullptr && parked_) seen.stack_used = fiber_->stack_used();
  return seen;
}

process_glance process::glance() const noexcept {
  return {
      .label = label(), .ending = is_ending(), .trap_exit = traps_exit_, .links = links_.size()};
}

bool process::is_ending() const noexcept {
  return ending_ || exiting() || (seldom_ != nullptr && seldom_->order);
}

std::optional<std::size_t> process::stack_touched() const noexcept {
  if (fiber_ == nullptr) return std::nullopt;
  return fiber_->stack_touched();
}

// The process may end meanwhile. Its memory stays readable, but its label is freed. So the kernel
// copies everything, and the copy counts only if the same actor still has the slot afterwards: the
// pid of an actor that ends is dead before anything of it is freed.
std::optional<process_info> process::glimpse(const runtime::worker& hogged, local_node& node) {
  auto* runs = const_cast<process*>(static_cast<const process*>(hogged.glimpse()));
  if (runs == nullptr) return std::nullopt;
  const process_slot& slot = process_slot::at(runs);
  process_info seen;
  seen.actor = slot.user();
  seen.label = to_string(seen.actor);
  const runtime::peeked text_at(runs->label_);
  if (text_at && *text_at != nullptr) {
    const runtime::peeked text(**text_at);
    std::string label(text ? std::min((*text).size(), longest_text) : 0, '\0');
    label.resize(label.empty() ? 0 : runtime::peek((*text).data(), label.data(), label.size()));
    if (!label.empty()) seen.label = std::move(label);
  }
  const runtime::peeked size(*static_cast<const job*>(runs));
  if (size) seen.stack_size = (*size).stack_size();
  seen.name = node.names().name_of(seen.actor);
  seen.status = process_status::running;
  seen.worker = hogged.index();
  seen.seen_from_outside = true;
  const bool alive = seen.actor.generation() % 2 != 0;
  return alive && slot.user() == seen.actor ? std::optional(std::move(seen)) : std::nullopt;
}

std::vector<const void*> process::parked_stack() const {
  if (this == current_or_null()) return runtime::own_stack();
  if (fiber_ == nullptr || fiber_->parked_at() == nullptr) return {};
  return runtime::stack_below(fiber_->parked_at());
}

wait_info process::look_at_wait() const {
  using kind = wait_info::kind;
  wait_info seen;
  if (includes(awaited_, wake_by::answer)) {
    const bool for_room = requests_ != nullptr && requests_->is_for_room();
    seen.what = for_room ? kind::room : kind::reply;
    if (requests_ != nullptr) seen.whom = requests_->asked();
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
    const std::uint32_t units = as_waiting_time(home_.time().now()) - waits_since_;
    seen.since = duration(std::int64_t{units} << 24);
  }
  return seen;
}

}  // namespace detail

namespace {

struct taken_stack {
  std::vector<const void*> frames;
};

/// Asks for a look. The asker is answered in any case: with an empty Seen if there was no such
/// actor.
template <class Seen>
struct look_signal final : detail::signal {
  using look = void (*)(const detail::process&, Seen&);
  look_signal(pid to, look how, pid asker, ref request)
      : signal(to), how(how), asker(asker), request(request) {}
  ~look_signal() override { detail::emit<detail::reply_signal>(asker, request, std::move(seen)); }
  void act(detail::process& receiver) noexcept override { how(receiver, seen); }
  look how;
  pid asker;
  ref request;
  Seen seen{};
};

/// Returns nothing if the actor's worker has not got to it in that time.
template <class Seen>
std::optional<Seen> look_at(pid actor, duration wait, void (*how)(const detail::process&, Seen&)) {
  const auto until = detail::process::current().deadline_after(wait);
  detail::request answer;
  detail::emit<look_signal<Seen>>(actor, how, self(), answer.id());
  if (!answer.wait(until)) return std::nullopt;
  return std::move(*answer.answer()).as<Seen>();
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
    case wait_info::kind::thread:
      return "thread for a blocking function";
    case wait_info::kind::other:
      return "other";
  }
  return "?";
}

std::optional<process_info> info(pid actor, duration wait) {
  using answered = std::optional<process_info>;
  auto seen = look_at<answered>(actor, wait, [](const detail::process& there, answered& found) {
    found = there.look();
    found->stack_touched = there.stack_touched();
  });
  if (seen) return std::move(*seen);
  detail::process& own = detail::process::current();
  const runtime::worker* home = own.node().worker_of(actor);
  if (home == nullptr) return std::nullopt;
  auto hog = detail::process::glimpse(*home, own.node());
  if (hog && hog->actor == actor) return hog;
  return process_info{.actor = actor,
                      .label = to_string(actor),
                      .name = own.node().names().name_of(actor),
                      .status = process_status::runnable,
                      .seen_from_outside = true,
                      .worker = home->index()};
}

std::vector<const void*> stack_of(pid actor, duration wait) {
  auto taken =
      look_at<taken_stack>(actor, wait, [](const detail::process& there, taken_stack& found) {
        found.frames = there.parked_stack();
      });
  if (taken) return std::move(taken->frames);
  detail::local_node& node = detail::process::current().node();
  const runtime::worker* home = node.worker_of(actor);
  if (home == nullptr) return {};
  const auto hog = detail::process::glimpse(*home, node);
  if (!hog || hog->actor != actor) return {};
  auto seen = runtime::look_at(*home);
  return seen ? std::move(seen->stack) : std::vector<const void*>();
}

process_list infos(const wanted_actors& which) {
  return detail::process::current().node().look_at_all(which);
}

}  // namespace fauxtp
