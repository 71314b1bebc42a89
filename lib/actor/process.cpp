// The life of an actor: begin, wait, take signals, end.
#include "actor/process.hpp"

#include <algorithm>
#include <stdexcept>

#include "actor/node_core.hpp"
#include "actor/registry_state.hpp"
#include "actor/request.hpp"
#include "fauxtp/link.hpp"

namespace fauxtp::detail {
namespace {

// A server whose mailbox never runs empty takes this many messages before others get a turn.
constexpr unsigned most_messages_in_a_row = 200;

constexpr bool includes(wake_by events, wake_by event) noexcept {
  return (static_cast<unsigned>(events) & static_cast<unsigned>(event)) != 0;
}

std::string listed(const std::vector<pid>& actors) {
  std::string text;
  for (const pid actor : actors) text += (text.empty() ? "" : " ") + to_string(actor);
  return text;
}

struct alarm final : runtime::timer {
  explicit alarm(process& waiting) : waiting(waiting) {}
  void expired() noexcept override {
    rang = true;
    waiting.woken_by(wake_by::nothing);
  }
  process& waiting;
  bool rang = false;
};

}  // namespace

process::process(node_core& node, runtime::worker& home, std::unique_ptr<body> body,
                 spawn_options options)
    : node_(node),
      home_(home),
      slot_(process_table::take(home.box(), id_)),
      body_(std::move(body)),
      label_(options.label.empty() ? to_string(id_) : std::move(options.label)),
      stack_size_(options.stack_size != 0 ? options.stack_size : node.options().stack_size),
      on_exit_(std::move(options.on_exit)) {
  slot_.owner = this;
}

process::~process() {
  if (is_alive(id_)) process_table::bury(slot_);  // it has never begun
  process_table::give_back(slot_);
}

process* process::current_or_null() noexcept {
  runtime::worker* here = runtime::worker::current();
  return here == nullptr ? nullptr : static_cast<process*>(here->running().running());
}

process& process::current() {
  process* running = current_or_null();
  if (running == nullptr) {
    throw std::logic_error("fauxtp: this must be called by an actor, or by a thread with a node");
  }
  return *running;
}

process* process::local(pid actor) noexcept {
  process_slot* slot = process_table::find(actor);
  runtime::worker* here = runtime::worker::current();
  if (slot == nullptr || here == nullptr ||
      slot->home.load(std::memory_order_relaxed) != &here->box())
    return nullptr;
  return slot->owner;
}

// Begin and end.

void process::begin() noexcept {
  node_.enlist(*this);
  try {
    home_.start(*this, stack_size_);
  } catch (...) {
    end(exit_reason::of_current_exception());
    delete this;
  }
}

void process::begin_on(runtime::fiber& own) noexcept {
  fiber_ = &own;
  node_.enlist(*this);
}

void process::run(runtime::fiber& own) noexcept {
  fiber_ = &own;
  end(live());
  delete this;
}

exit_reason process::live() noexcept {
  exit_reason reason;
  try {
    check_exit();
    body_->run();
  } catch (...) {
    reason = exit_reason::of_current_exception();
  }
  try {
    body_.reset();
  } catch (...) {
    reason = exit_reason::of_current_exception();
  }
  return reason;
}

void process::end(exit_reason reason) noexcept {
  if (exit_) {
    // Somebody else's doing, and reported there; whatever its stack made of it while it unwound.
    reason = *exit_;
  } else {
    report_crash(reason);
  }
  ending_ = true;
  end_children();
  process_table::bury(slot_);
  cancel_timers();
  if (slot_.named.load()) forget_names(id_);
  if (on_exit_) {
    try {
      on_exit_(id_, reason);
    } catch (...) {
      report_crash(exit_reason::of_current_exception());
    }
  }
  tell_of_end(reason);
  mailbox_.clear();
  node_.discharge(*this);
}

void process::report_crash(const exit_reason& reason) noexcept {
  if (!reason.abnormal()) return;
  node_.submit({severity::error,
                "actor/crash",
                "ended with " + to_string(reason),
                id_,
                label_,
                {{"reason", to_string(reason)},
                 {"parent", to_string(superior_)},
                 {"links", listed(links_.active())},
                 {"messages", std::to_string(mailbox_.size())}}});
}

void process::end_children() noexcept {
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
    emit<exit_sent>(child->second, id_, exit_reason::kill, false);
  }
  while (!children_.empty()) {
    awaited_ = wake_by::child;
    parked_ = true;
    home_.park();
  }
}

void process::tell_of_end(const exit_reason& reason) noexcept {
  if (starter_) {
    emit<reply_signal>(starter_, start_request_, refusal_ ? std::move(*refusal_) : term(reason));
  }
  if (parent_) emit<child_ended>(parent_, number_of_parent_);
  for (const pid other : links_.active()) emit<exit_sent>(other, id_, reason, true);
  for (const auto& [monitor, watcher] : watchers_) emit<down_signal>(watcher, id_, monitor, reason);
  for (const auto& [monitor, watched] : watched_) emit<demonitor_signal>(watched.actor, monitor);
}

// Waiting.

bool process::wait(wake_by events, runtime::time_point deadline) {
  interruptible_ = events != wake_by::nothing;
  if (interruptible_) check_exit();
  awaited_ = events;
  alarm timeout(*this);
  if (deadline != runtime::time_point::max()) home_.timers().arm(timeout, deadline);
  parked_ = true;
  taken_without_wait_ = 0;
  home_.park();
  home_.timers().cancel(timeout);
  if (interruptible_) check_exit();
  return !timeout.rang;
}

void process::woken_by(wake_by event) noexcept {
  if (!parked_) return;
  if (event != wake_by::nothing && !includes(awaited_, event)) return;
  parked_ = false;
  home_.wake(*fiber_);
}

void process::check_exit() {
  if (exit_ && !ending_) throw actor_exit(*exit_);
}

void process::took_message() {
  if (++taken_without_wait_ < most_messages_in_a_row) return;
  taken_without_wait_ = 0;
  home_.yield();
}

// Signals.

void process::accept(message& arrived) noexcept {
  mailbox_.append(arrived);
  woken_by(wake_by::message);
}

void process::receive_exit(pid from, exit_reason reason, bool by_link) noexcept {
  const bool untrappable = reason == exit_reason::kill && !by_link;
  if (untrappable) {
    reason = exit_reason::killed;
  } else if (traps_exit_) {
    if (!order_ && obeys(from)) order_ = reason;
    accept(*new message(id_, exit_signal{from, std::move(reason)}));
    return;
  } else if (reason == exit_reason::normal && from != id_) {
    return;
  }
  if (!exit_) exit_ = std::move(reason);
  if (interruptible_) woken_by(wake_by::nothing);
}

void process::receive_down(pid ended, ref monitor, exit_reason reason) noexcept {
  const auto watched = watched_.extract(monitor);
  if (watched.empty()) return;
  close_alias_of(monitor);
  if (request* waiting = find_request(monitor)) {
    waiting->fail(std::move(reason));
    woken_by(wake_by::answer);
    return;
  }
  if (respond(monitor, std::nullopt, reason)) return;
  down end{monitor, ended, std::move(reason)};
  term tag;
  if (const auto& details = watched.mapped().details) {
    end.name = std::move(details->name);
    tag = std::move(details->tag);
  }
  accept(*new message(id_,
                      tag.is_nil() ? term(std::move(end)) : tuple(std::move(tag), std::move(end))));
}

void process::receive_by_alias(ref alias, term content) noexcept {
  const auto found = aliases_.find(alias);
  if (found == aliases_.end()) return;
  const alias_mode mode = found->second;
  if (mode == alias_mode::reply || mode == alias_mode::reply_demonitor) aliases_.erase(found);
  if (mode == alias_mode::reply_demonitor) stop_watching(alias);
  accept(*new message(id_, std::move(content)));
}

void process::receive_reply(ref request_id, term answer) noexcept {
  request* waiting = find_request(request_id);
  if (waiting == nullptr) {
    respond(request_id, std::move(answer), {});
    return;
  }
  waiting->fulfil(std::move(answer));
  woken_by(wake_by::answer);
}

bool process::respond(ref request, std::optional<term> answer, exit_reason failure) {
  const auto found = responders_.extract(request);
  if (found.empty()) return false;
  if (answer) stop_watching(request);
  accept(*new message(id_, found.mapped()(std::move(answer), std::move(failure))));
  return true;
}

void process::forget_child(std::uint64_t number) noexcept {
  children_.erase(number);
  woken_by(wake_by::child);
}

// What the actor does.

ref process::watch(pid actor, std::string name, monitor_options options) {
  const ref monitor = make_ref();
  watching(monitor, actor, std::move(name), std::move(options));
  emit<monitor_signal>(actor, id_, monitor);
  return monitor;
}

void process::watching(ref monitor, pid actor, std::string name, monitor_options options) {
  if (options.alias == alias_mode::reply) {
    throw std::invalid_argument("fauxtp: monitor: alias_mode::reply is not for a monitor");
  }
  watched_actor& made = watched_[monitor];
  made.actor = actor;
  if (!name.empty() || !options.tag.is_nil()) {
    made.details = std::make_unique<watch_details>(std::move(name), std::move(options.tag));
  }
  if (options.alias) open_alias(monitor, *options.alias);
}

bool process::stop_watching(ref monitor) {
  const auto watched = watched_.find(monitor);
  if (watched == watched_.end()) return false;
  emit<demonitor_signal>(watched->second.actor, monitor);
  watched_.erase(watched);
  close_alias_of(monitor);
  return true;
}

void process::close_alias_of(ref ended_monitor) noexcept {
  const auto found = aliases_.find(ended_monitor);
  if (found != aliases_.end() && found->second != alias_mode::explicit_unalias) {
    aliases_.erase(found);
  }
}

void process::adopt_child(process& child) {
  child.parent_ = id_;
  child.number_of_parent_ = ++last_child_number_;
  children_.emplace(last_child_number_, child.id_);
}

std::vector<pid> process::children() const {
  std::vector<pid> all;
  for (const auto& [number, child] : children_) all.push_back(child);
  return all;
}

void process::add_request(request& waiting) noexcept {
  waiting.next_ = requests_;
  requests_ = &waiting;
}

void process::remove_request(request& waiting) noexcept {
  for (request** link = &requests_; *link != nullptr; link = &(*link)->next_) {
    if (*link != &waiting) continue;
    *link = waiting.next_;
    return;
  }
}

process_info process::look() const {
  process_info seen;
  seen.actor = id_;
  seen.label = label_;
  if (slot_.named.load()) seen.name = node_.names().name_of(id_);
  const bool ends = ending_ || exit_.has_value();
  seen.status = ends                        ? process_status::exiting
                : this == current_or_null() ? process_status::running
                : parked_                   ? process_status::waiting
                                            : process_status::runnable;
  seen.trap_exit = traps_exit_;
  seen.messages = mailbox_.size();
  seen.links = links_.active();
  for (const auto& [monitor, watched] : watched_) seen.monitors.push_back(watched.actor);
  for (const auto& [monitor, watcher] : watchers_) seen.monitored_by.push_back(watcher);
  seen.children = children();
  seen.parent = parent_;
  seen.worker = home_.index();
  seen.stack_size = stack_size_;
  return seen;
}

void process::keep_request(request& kept) { kept_requests_.emplace(kept.id(), &kept); }
void process::forget_request(request& kept) noexcept { kept_requests_.erase(kept.id()); }

request* process::find_request(ref id) const noexcept {
  for (request* waiting = requests_; waiting != nullptr; waiting = waiting->next()) {
    if (waiting->id() == id) return waiting;
  }
  const auto kept = kept_requests_.find(id);
  return kept == kept_requests_.end() ? nullptr : kept->second;
}

const std::optional<exit_reason>& process::called_off() noexcept {
  home_.deliver_parcels();
  return order_;
}

void process::starter(pid starter, ref request) noexcept {
  starter_ = starter;
  start_request_ = request;
}

void process::init_done(term answer) {
  if (!starter_) return;
  emit<reply_signal>(starter_, start_request_, std::move(answer));
  starter_ = {};
}

}  // namespace fauxtp::detail
