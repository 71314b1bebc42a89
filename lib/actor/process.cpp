// The life of an actor: begin, wait, take signals, end.
#include "actor/process.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <stdexcept>

#include "actor/actor_body.hpp"
#include "actor/ended_by.hpp"
#include "actor/local_node.hpp"
#include "actor/registry_state.hpp"
#include "actor/request.hpp"
#include "actor/throw_site.hpp"
#include "actor/way_out.hpp"
#include "fauxtp/hibernate.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/shown_text.hpp"

namespace fauxtp::detail {
namespace {

constexpr std::size_t most_messages_of_a_report = 5;
constexpr std::size_t most_links_of_a_report = 20;

std::string listed(std::span<const pid> actors) {
  std::string text;
  for (const pid actor : actors.first(std::min(actors.size(), most_links_of_a_report))) {
    text += (text.empty() ? "" : " ") + to_string(actor);
  }
  if (actors.size() <= most_links_of_a_report) return text;
  return text + " and " + std::to_string(actors.size() - most_links_of_a_report) + " more";
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

process::process(local_node& node, runtime::worker& home, std::unique_ptr<body> body,
                 spawn_options&& options)
    : job(options.stack_size != 0 ? options.stack_size : node.options().stack_size),
      node_(node),
      body_(std::move(body)),
      home_(home),
      id_(process_table::open(slot(), home.box())) {
  if (!options.label.empty()) rename(std::move(options.label));
  if (options.on_exit) seldom().on_exit = std::move(options.on_exit);
  if (options.mailbox.messages != 0) {
    limited();
    limit_mailbox(options.mailbox);
  }
}

process::~process() = default;

void process::rename(std::string label) {
  label_ = std::make_unique<std::string>(shortened(std::move(label), longest_label));
}

static_assert(sizeof(process) <= process_slot::process_size);

void* process::operator new(std::size_t, const runtime::worker& home) {
  return process_table::take(home).place;
}
void process::operator delete(void* ended) noexcept {
  process_slot& slot = process_slot::at(ended);
  if (slot.generation.load() % 2 != 0) process_table::bury(slot);  // it has never begun
  process_table::give_back(slot);
}

void process::throw_no_actor() {
  throw std::logic_error("fauxtp: this must be called by an actor, or by a thread with a node");
}

process* process::local(pid actor) noexcept {
  process_slot* slot = process_table::find(actor);
  return slot != nullptr && lives_here(*slot) ? &slot->owner() : nullptr;
}

// This is called in a signal handler, so it allocates nothing.
const char* process::label() const noexcept {
  if (label_ != nullptr) return label_->c_str();
  static thread_local char text[32] = "<0.";
  char* end = std::to_chars(text + 3, text + 13, id_.slot()).ptr;
  *end = '.';
  end = std::to_chars(end + 1, end + 11, id_.generation()).ptr;
  *end = '>';
  end[1] = '\0';
  return text;
}

// Begin and end.

void process::begin() noexcept {
  node_.enlist(*this);
  home_.start(*this);
}

void process::is_alone_in_child() noexcept {
  /// Takes the place of the body that runs, which is left as it is.
  struct last_body final : body {
    // The actor's function has returned, or thrown.
    ~last_body() override { _exit(take_throw_site().stack.empty() ? 0 : 1); }
    void run() override {}
  };
  if (body_ == nullptr) return;
  static_cast<void>(body_.release());
  body_ = std::make_unique<last_body>();
}

void process::cannot_run() noexcept {
  end(exit_reason::error("std::bad_alloc", "there is no memory for a stack"));
  delete this;
}

void process::begin_on(runtime::fiber& own) noexcept {
  fiber_ = &own;
  node_.enlist(*this);
}

void process::run(runtime::fiber& own) noexcept {
  fiber_ = &own;
  slept_ = std::exchange(sleeps_, false);
  hibernates_ = false;
  if (std::optional<exit_reason> reason = live()) {
    end(std::move(*reason));
    delete this;
    return;
  }
  fiber_ = nullptr;
  waits_at({});
  awaited_ = wake_by::message;
  interruptible_ = true;
  parked_ = true;
}

std::optional<exit_reason> process::live() noexcept {
  std::optional<exit_reason> reason = ended_by([this] {
    check_exit();
    note_throw_site([this] { run_body(); });
  });
  if (!reason) {
    if (sleeps_) return reason;
    reason = seldom_ == nullptr ? exit_reason::normal : seldom_->end;
  }
  if (auto thrown = ended_by([this] { body_.reset(); })) reason = std::move(thrown);
  return reason;
}

// A body that hibernates is replaced by the one that is to run next.
void process::run_body() {
  for (;;) {
    try {
      return body_->run();
    } catch (hibernation& ended) {
      body_ = std::move(ended.next);
    }
    check_exit();
    sleeps_ = mailbox_.size() == 0;
    if (sleeps_) return;
  }
}

void process::end(exit_reason reason) noexcept {
  if (exit_) {
    // Another actor has ended this one, and the reason is reported there, whatever this one's stack
    // made of it while it unwound.
    reason = *exit_;
  } else {
    report_crash(reason);
  }
  ending_ = true;
  end_children();
  process_table::bury(slot());
  cancel_timers();
  if (slot().named.load()) forget_names(id_);
  if (seldom_ != nullptr && seldom_->on_exit) {
    try {
      seldom_->on_exit(id_, reason);
    } catch (...) {
      report_crash(exit_reason::of_current_exception());
    }
  }
  tell_of_end(reason);
  mailbox_.clear();
  if (is_limited_) let_senders_go();
  node_.discharge(*this);
}

void process::report_crash(const exit_reason& reason) noexcept {
  throw_site site = take_throw_site();
  if (!reason.abnormal()) return;
  try {
    node_.submit(crash_report(reason, std::move(site)));
  } catch (const std::bad_alloc&) {  // the actor ends all the same
  }
}

report process::crash_report(const exit_reason& reason, throw_site site) {
  report crash{.level = severity::error, .label = "actor/crash", .from = id_, .name = name()};
  std::string why = to_string(reason);
  crash.text.reserve(why.size() + site.handling.size() + 32);
  crash.text.append("ended with ").append(why);
  crash.fields.reserve(6);
  const auto tell = [&crash](const char* key, std::string value) {
    crash.fields.emplace_back(key, std::move(value));
  };
  tell("reason", std::move(why));
  if (!site.handling.empty()) {
    crash.text.append(", while handling ").append(site.handling);
    tell("handling", std::move(site.handling));
  }
  tell("parent", to_string(superior_));
  tell("links", listed(links_.active()));
  tell("messages", std::to_string(mailbox_.size()));
  if (mailbox_.size() > 0) tell("unread", mailbox_.shown(most_messages_of_a_report));
  crash.stack = std::move(site.stack);
  return crash;
}

void process::end_children() noexcept {
  if (seldom_ == nullptr) return;
  const std::vector<pid> all = children();
  for (auto child = all.rbegin(); child != all.rend(); ++child) {
    emit<exit_sent>(*child, id_, exit_reason::kill, false);
  }
  while (fiber_ != nullptr && seldom_->children.size() > 0) {
    awaited_ = wake_by::child;
    parked_ = true;
    home_.park();
  }
}

void process::tell_of_end(const exit_reason& reason) noexcept {
  if (init_ != nullptr) {
    term why = init_->refusal ? std::move(*init_->refusal)
               : exit_        ? term(killed_in_init{reason})
                              : term(reason);
    emit<reply_signal>(init_->starter, init_->request, std::move(why));
  }
  if (parent_) emit<child_ended>(parent_, number_of_parent_);
  for (const pid other : links_.active()) emit<exit_sent>(other, id_, reason, true);
  watchers_.for_each(
      [&](ref monitor, pid watcher) { emit<down_signal>(watcher, id_, monitor, reason); });
  watched_.for_each([&](ref monitor, const watched_actor& watched) {
    emit<demonitor_signal>(watched.actor, monitor);
  });
}

// Waiting.

bool process::wait_until(wake_by events, runtime::time_point deadline) {
  await(events);
  alarm timeout(*this);
  home_.timers().arm(timeout, deadline);
  home_.park();
  home_.timers().cancel(timeout);
  if (interruptible_) check_exit();
  return !timeout.rang;
}

void process::throw_exit() { throw actor_exit(*exit_); }

void process::end_turn() {
  home_.yield();
  end_where_possible();
}

void process::end_where_possible() {
  if (exit_ == nullptr || ending_) return;
  if (has_way_out()) throw_exit();
  home_.turn().ends_soon();
}

// Signals.

void process::receive_exit(pid from, exit_reason reason, bool by_link) noexcept {
  const bool untrappable = reason == exit_reason::kill && !by_link;
  if (untrappable) {
    reason = exit_reason::killed;
  } else if (traps_exit_) {
    if (obeys(from) && !seldom().order) seldom().order = reason;
    accept(*new message(id_, exit_signal{from, std::move(reason)}));
    return;
  } else if (reason == exit_reason::normal && from != id_) {
    return;
  }
  if (exit_ == nullptr) exit_ = std::make_unique<exit_reason>(std::move(reason));
  if (interruptible_) woken_by(wake_by::nothing);
}

void process::receive_down(pid ended, ref monitor, exit_reason reason) noexcept {
  if (request* waiting = find_request(monitor); waiting != nullptr && waiting->watches()) {
    waiting->fail(std::move(reason));
    woken_by(wake_by::answer);
    return;
  }
  const auto watched = watched_.extract(monitor);
  if (!watched) return;
  close_alias_of(monitor);
  if (respond(monitor, std::nullopt, reason)) return;
  down end{monitor, ended, std::move(reason)};
  term tag;
  if (const auto& details = watched->details) {
    end.name = std::move(details->name);
    tag = std::move(details->tag);
  }
  accept(*new message(id_,
                      tag.is_nil() ? term(std::move(end)) : tuple(std::move(tag), std::move(end))));
}

void process::receive_by_alias(ref alias, term content) noexcept {
  const alias_mode* found = seldom_ == nullptr ? nullptr : seldom_->aliases.find(alias);
  if (found == nullptr) return;
  const alias_mode mode = *found;
  if (mode == alias_mode::reply || mode == alias_mode::reply_demonitor) close_alias(alias);
  if (mode == alias_mode::reply_demonitor) stop_watching(alias);
  accept(*new message(id_, std::move(content)));
}

void process::receive_reply(ref request_id, term&& answer, bool unwatched) noexcept {
  request* waiting = find_request(request_id);
  if (waiting == nullptr) {
    if (unwatched) watched_.erase(request_id);
    respond(request_id, std::move(answer), {});
    return;
  }
  if constexpr (is_observed) ++handled_;
  waiting->fulfil(std::move(answer), unwatched);
  woken_by(wake_by::answer);
}

bool process::respond(ref request, std::optional<term> answer, exit_reason failure) {
  if (seldom_ == nullptr) return false;
  const auto convert = seldom_->responders.extract(request);
  if (!convert) return false;
  if (answer) stop_watching(request);
  accept(*new message(id_, (*convert)(std::move(answer), std::move(failure))));
  return true;
}

void process::forget_child(std::uint64_t number) noexcept {
  if (seldom_ != nullptr) seldom_->children.erase(number);
  woken_by(wake_by::child);
}

// What the actor does.

ref process::watch(pid actor, std::string name, monitor_options options) {
  const ref monitor = make_ref();
  watching(monitor, actor, std::move(name), std::move(options));
  if (actor == id_) {
    watched_.extract(monitor);  // an ended actor hears nothing of it; only its alias remains
  } else {
    emit<monitor_signal>(actor, id_, monitor);
  }
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
  const auto watched = watched_.extract(monitor);
  if (!watched) return false;
  emit<demonitor_signal>(watched->actor, monitor);
  close_alias_of(monitor);
  return true;
}

void process::close_alias_of(ref ended_monitor) noexcept {
  const alias_mode* found = seldom_ == nullptr ? nullptr : seldom_->aliases.find(ended_monitor);
  if (found != nullptr && *found != alias_mode::explicit_unalias) close_alias(ended_monitor);
}

void process::adopt_child(process& child) {
  child.parent_ = id_;
  child.number_of_parent_ = ++seldom().last_child_number;
  seldom().children[child.number_of_parent_] = child.id_;
}

std::vector<pid> process::children() const {
  std::vector<pid> all;
  if (seldom_ != nullptr) {
    seldom_->children.for_each([&](std::uint64_t, pid child) { all.push_back(child); });
  }
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

void process::keep_request(request& kept) { seldom().kept_requests[kept.id()] = &kept; }
void process::forget_request(request& kept) noexcept { seldom().kept_requests.erase(kept.id()); }

request* process::find_request(ref id) const noexcept {
  for (request* waiting = requests_; waiting != nullptr; waiting = waiting->next()) {
    if (waiting->id() == id) return waiting;
  }
  if (seldom_ == nullptr) return nullptr;
  request* const* kept = seldom_->kept_requests.find(id);
  return kept == nullptr ? nullptr : *kept;
}

const exit_reason* process::called_off() noexcept {
  home_.deliver_parcels();
  return seldom_ != nullptr && seldom_->order ? &*seldom_->order : nullptr;
}

void process::starter(pid starter, ref request) {
  init_ = std::make_unique<awaited_init>(awaited_init{starter, request, {}});
}

void process::init_done(term answer) {
  if (init_ == nullptr) return;
  emit<reply_signal>(init_->starter, init_->request, std::move(answer));
  init_ = nullptr;
}

}  // namespace fauxtp::detail
