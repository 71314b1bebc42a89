// The life of an actor: begin, take signals, end.
#include "actor/process.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <stdexcept>

#include "actor/actor_body.hpp"
#include "actor/ended_by.hpp"
#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/registry_state.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "actor/throw_site.hpp"
#include "fauxtp/hibernate.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/shown_text.hpp"
#include "runtime/interleaver.hpp"

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

}  // namespace

process::process(local_node& node, runtime::worker& home, std::unique_ptr<body> body,
                 spawn_options&& options)
    : waiting_job(options.stack_size != 0 ? options.stack_size : node.options().stack_size, home),
      id_(process_table::open(slot(), home.box())),
      node_(node),
      body_(std::move(body)) {
  if (!options.label.empty()) rename(std::move(options.label));
  if (options.on_exit) seldom().on_exit = std::move(options.on_exit);
  mailbox_.alarm_at(node.options().queue_alarm);
  if (options.mailbox != mailbox_limit()) limit_mailbox(checked(options.mailbox));
  if (options.deadlines) keep_deadlines();
  if (options.prioritize_stop) prioritize_stop();
  if (options.instance != 0) seldom().instance = options.instance;
  if (options.capsule != 0) keep_messages(options.capsule);
  if (node.options().trace) traced_by({});
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
  home().start(*this);
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
  runs_on(own);
  node_.enlist(*this);
}

void process::run(runtime::fiber& own) noexcept {
  runs_on(own);
  slept_ = std::exchange(sleeps_, false);
  hibernates_ = false;
  if (std::optional<exit_reason> reason = live()) {
    end(std::move(*reason));
    delete this;
    return;
  }
  waits_without_fiber();
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
  if (minds_taking_ && reason->abnormal() && !exiting()) keep_state();
  if (auto thrown = ended_by([this] { body_.reset(); })) reason = std::move(thrown);
  return reason;
}

// A body that hibernates is replaced by the one that is to run next.
void process::run_body() {
  meet(mishap::moment::start);
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
  if (exiting()) {
    // Another actor has ended this one, and the reason is reported there, whatever this one's stack
    // made of it while it unwound.
    reason = *exit();
  } else if (const exit_reason* order = order_to_end(); order == nullptr || reason != *order) {
    report_crash(reason);  // one that ends as its parent has ordered has not crashed
  }
  comes_to_its_end();
  leave_orphans(reason);
  end_children();
  runtime::interleaver::choice_point();
  process_table::bury(slot());
  cancel_timers();
  if (slot().named.load()) forget_names(id_);
  if (is_noted_) {
    node_.readiness().ready(id_);
    node_.env().forget(id_);
  }
  if (seldom_ != nullptr && seldom_->on_exit) {
    try {
      seldom_->on_exit(id_, reason);
    } catch (...) {
      report_crash(exit_reason::of_current_exception());
    }
  }
  tell_starter_of_end(reason);
  if (is_child()) emit<child_ended>(parent_, seldom_->child_number);
  relations_.tell_of_end(id_, reason);
  if (const std::size_t unread = mailbox_.size(); unread != 0) {
    node_.dead_letters().count(dead_letter_kind::unread, unread);
  }
  mailbox_.clear();
  if (limited_) limited().let_senders_go();
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
  tell("parent", to_string(parent_));
  tell("links", listed(relations_.links.active()));
  tell("messages", std::to_string(mailbox_.size()));
  if (mailbox_.size() > 0) tell("unread", mailbox_.shown(most_messages_of_a_report));
  crash.stack = std::move(site.stack);
  crash.capsule = capsule();
  return crash;
}

void process::end_children() noexcept {
  if (!relations_.has_children()) return;
  const std::vector<pid> all = relations_.children();
  for (auto child = all.rbegin(); child != all.rend(); ++child) {
    emit<exit_sent>(*child, id_, exit_reason::kill, false);
  }
  while (has_fiber() && relations_.has_children()) park_for(wake_by::child);
}

// A supervisor that was killed has not stopped its children. They hear of its end now, by their
// links or by this; and whoever starts it again waits for them.
void process::leave_orphans(const exit_reason& reason) noexcept {
  if (!relations_.is_supervisor()) return;
  std::vector<supervised_child> children = relations_.supervised();
  for (const auto& each : children) {
    if (relations_.links.contains(each.actor)) continue;
    emit<exit_sent>(each.actor, id_, reason, false);
  }
  node_.orphans().leave(id_, std::move(children));
}

void process::tell_starter_of_end(const exit_reason& reason) noexcept {
  if (init_ == nullptr) return;
  term why = init_->refusal ? std::move(*init_->refusal)
             : exiting()    ? term(killed_in_init{reason})
                            : term(reason);
  emit<reply_signal>(init_->starter, init_->request, std::move(why));
}

void process::cancel_timers() noexcept {
  while (timers_ != nullptr) {
    home().timers().cancel(*timers_);
    node_.delayed(home()).erase(*timers_);
  }
}

void process::end_turn() {
  home().yield();
  end_where_possible();
}

// Messages and signals.

void process::accept_call(message& arrived, ref request) noexcept {
  if (limited_) limited().is_call(arrived, request);
  accept(arrived);
}

bool process::is_given_up() noexcept {
  const served_call& serves = served();
  return serves.tag && is_given_up(serves.tag, serves.deadline);
}

void process::gives_up(ref call) noexcept {
  relations_.forget_watcher(call);
  if (keeps_deadlines_ && served().throws && served().tag == call) cancel_at_next_wait();
}

// A limited mailbox knows who looks through it at the moment.
void process::takes_priority() {
  if (limited_) return;
  seldom().limited = std::make_unique<limited_mailbox>(*this);
  limited_ = true;
  mind_taking();
}

void process::accept_first(message& arrived) noexcept {
  arrived.comes(home().recently());
  if (traced_) tell_of_arrival(arrived);
  limited().comes_first(arrived);
  woken_by(wake_by::message);
}

void process::accept_within_limit(message& arrived) noexcept {
  if (seldom_->only_replays && !seldom_->replayed) {
    delete &arrived;
    return;
  }
  if (!limited().lets_in(arrived)) return;
  const bool counts = arrived.is_counted();
  if (!counts || !sheds_ || !arrived.has_time()) arrived.comes(home().recently());
  if (counts) arrived.count();
  take_in(arrived);
}

void process::limit_mailbox(const mailbox_limit& limit) noexcept {
  set_queue_alarm(limit.queue_alarm ? *limit.queue_alarm : node_.options().queue_alarm);
  if (seldom_ != nullptr) seldom_->long_queue = {};
  if (limit.messages == 0 && !has_ages(limit) && !limited_) return;
  if (!limited_) seldom().limited = std::make_unique<limited_mailbox>(*this);
  limited_ = minds_taking_ = true;
  limited().limit(limit);
  sheds_ = has_ages(limit);
}

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
  end_at_next_wait(std::move(reason));
}

void process::receive_down(pid ended, ref monitor, exit_reason reason) noexcept {
  if (request* waiting = requests().find(monitor); waiting != nullptr && waiting->watches()) {
    if (minds_taking_) keep_answer(waiting->asked(), nullptr, reason);
    waiting->fail(std::move(reason));
    woken_by(wake_by::answer);
  } else if (auto convert = requests().take_responder(monitor)) {
    if (!relations_.end_of_watched(monitor)) return;
    accept(*new message(id_, (*convert)(std::nullopt, std::move(reason))));
  } else if (auto content = relations_.take_down(monitor, ended, std::move(reason))) {
    accept(*new message(id_, std::move(*content)));
  }
}

bool process::receive_reply(ref request_id, term&& answer, bool unwatched) noexcept {
  if (request* waiting = requests().find(request_id)) {
    if constexpr (is_observed) ++handled_;
    if (minds_taking_) [[unlikely]]
      keep_answer(waiting->asked(), &answer, {});
    waiting->fulfil(std::move(answer), unwatched);
    woken_by(wake_by::answer);
    return true;
  }
  if (unwatched) relations_.forget_watched(request_id);
  auto convert = requests().take_responder(request_id);
  if (!convert) return false;
  relations_.stop_watching(request_id);
  accept(*new message(id_, (*convert)(std::move(answer), {})));
  return true;
}

// The end of init.

void process::starter(pid starter, ref request) {
  init_ = std::make_unique<awaited_init>(awaited_init{starter, request, {}});
}

void process::init_done(term answer) {
  if (init_ == nullptr) return;
  emit<reply_signal>(init_->starter, init_->request, std::move(answer));
  init_ = nullptr;
}

}  // namespace fauxtp::detail
