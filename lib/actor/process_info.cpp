// A look at an actor, taken where it lives.
#include "fauxtp/process_info.hpp"

#include "actor/node_core.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"

namespace fauxtp {
namespace detail {

process_info process::look() const {
  process_info seen;
  seen.actor = id_;
  seen.label = name();
  if (slot().named.load()) seen.name = node_.names().name_of(id_);
  const bool ends = ending_ || exiting() || (seldom_ != nullptr && seldom_->order);
  seen.status = ends                        ? process_status::exiting
                : this == current_or_null() ? process_status::running
                : parked_                   ? process_status::waiting
                                            : process_status::runnable;
  seen.hibernates = parked_ && fiber_ == nullptr;
  seen.trap_exit = traps_exit_;
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
  if (fiber_ != nullptr) {
    seen.stack_used = parked_ ? fiber_->stack_used() : 0;
    seen.stack_touched = fiber_->stack_touched();
  }
  return seen;
}

std::optional<process_info> process::glimpse(const runtime::worker& hogged) {
  const auto* runs = static_cast<const process*>(hogged.glimpse());
  if (runs == nullptr) return std::nullopt;
  process_info seen;
  seen.actor = runs->id_;
  seen.label = runs->name();
  seen.name = runs->node_.names().name_of(seen.actor);
  seen.status = process_status::running;
  seen.worker = hogged.index();
  seen.stack_size = runs->stack_size();
  return seen;
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

/// Asks for a look. Whatever becomes of it, the asker is answered: with nothing if there was no such
/// actor.
struct info_signal final : detail::signal {
  info_signal(pid to, pid asker, ref request) : signal(to), asker(asker), request(request) {}
  ~info_signal() override { detail::emit<detail::reply_signal>(asker, request, std::move(seen)); }
  void act(detail::process& receiver) noexcept override { seen = receiver.look(); }
  pid asker;
  ref request;
  std::optional<process_info> seen;
};

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
    case wait_info::kind::other:
      return "other";
  }
  return "?";
}

std::optional<process_info> info(pid actor) {
  detail::request answer;
  detail::emit<info_signal>(actor, self(), answer.id());
  answer.wait(runtime::time_point::max());
  return std::move(*answer.answer()).as<std::optional<process_info>>();
}

std::vector<process_info> infos(std::size_t most_of_a_worker, duration wait) {
  return detail::process::current().node().look_at_all(most_of_a_worker, wait);
}

}  // namespace fauxtp
