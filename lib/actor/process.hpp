#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actor/delayed_message.hpp"
#include "actor/last_messages.hpp"
#include "actor/limited_mailbox.hpp"
#include "actor/long_queue.hpp"
#include "actor/mailbox.hpp"
#include "actor/mishap.hpp"
#include "actor/observed.hpp"
#include "actor/process_table.hpp"
#include "actor/relations.hpp"
#include "actor/served_call.hpp"
#include "actor/waiting_job.hpp"
#include "actor/wake_by.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/trace.hpp"
#include "runtime/io_source.hpp"
#include "runtime/worker.hpp"

namespace fauxtp {
struct report;
}

namespace fauxtp::detail {

class local_node;
struct throw_site;

/// An actor as the runtime sees it: its identity, its life from begin to end, and what signals do
/// to it. Its mailbox, its relations and its waiting are parts of it.
///
/// It lives on one worker, and only that worker's thread touches it; what other threads want of it
/// comes as signals.
class process final : public waiting_job {
 public:
  process(local_node& node, runtime::worker& home, std::unique_ptr<body> body,
          spawn_options&& options);
  ~process() override;
  /// A process lies in its slot of the process table.
  static void* operator new(std::size_t size, const runtime::worker& home);
  static void operator delete(void* ended) noexcept;
  static void operator delete(void* failed, const runtime::worker&) noexcept {
    operator delete(failed);
  }

  /// The running process. Throws std::logic_error outside an actor.
  static process& current() {
    if (process* running = current_or_null()) [[likely]]
      return *running;
    throw_no_actor();
  }
  static process* current_or_null() noexcept {
    runtime::worker* here = runtime::worker::current();
    return here == nullptr ? nullptr : static_cast<process*>(here->running().running());
  }

  // Who it is.

  pid id() const noexcept { return id_; }
  process_slot& slot() const noexcept { return process_slot::at(const_cast<process*>(this)); }
  local_node& node() const noexcept { return node_; }
  std::string name() const { return label_ == nullptr ? to_string(id_) : *label_; }
  /// Where the label is kept, for a look from outside; null if it has none.
  const std::unique_ptr<std::string>& kept_label() const noexcept { return label_; }
  void rename(std::string label);
  /// The actor that has started it, or whose child it is; its exit signals are orders.
  pid parent() const noexcept { return parent_; }
  void parent(pid parent) noexcept { parent_ = parent; }
  /// It is a child of its parent, which is told by this number when it ends.
  void child_number(std::uint64_t number) { seldom().child_number = number; }
  bool is_child() const noexcept { return seldom_ != nullptr && seldom_->child_number != 0; }
  /// See fauxtp::instance().
  std::size_t instance() const noexcept { return seldom_ == nullptr ? 0 : seldom_->instance; }
  bool is_observer() const noexcept { return observer_; }
  void observes(bool on) noexcept { observer_ = on; }
  /// Whether the thread that has the node has made it.
  bool is_root() const noexcept { return root_; }
  void becomes_root() noexcept { root_ = true; }

  // Its parts.

  mailbox& messages() noexcept { return mailbox_; }
  const mailbox& messages() const noexcept { return mailbox_; }
  detail::relations& relations() noexcept { return relations_; }
  const detail::relations& relations() const noexcept { return relations_; }
  delayed_message_list& timers() noexcept { return timers_; }
  bool is_limited() const noexcept { return limited_; }
  /// Only if it is limited.
  limited_mailbox& limited() const noexcept { return *seldom_->limited; }
  /// Whether requests that have waited too long are to be shed.
  bool sheds() const noexcept { return sheds_; }

  // Its life.

  /// Called on its worker: it joins the living and gets a fiber, which runs it and deletes it.
  void begin() noexcept;
  /// The calling thread's own actor begins and ends with these functions instead.
  void begin_on(runtime::fiber& own) noexcept;
  void end(exit_reason reason) noexcept;
  /// The body returns now, and the actor ends with this reason.
  void ends_with(exit_reason reason) { seldom().end = std::move(reason); }
  /// The actor has forked, and this is the child process, in which no other fiber exists any more.
  void is_alone_in_child() noexcept;
  /// What the actor is doing, as far as its body can tell.
  activity doing() const { return body_ == nullptr ? activity() : body_->doing(); }

  /// `start`: the actor that waits for the end of init. init_done() tells it, or else the actor's
  /// end.
  void starter(pid starter, ref request);
  void init_done(term answer);
  /// An orderly end of init that is no error: the starter is told this instead of the exit reason.
  void init_refused(term answer) {
    if (init_ != nullptr) init_->refusal = std::move(answer);
  }

  /// What it waits for with wake_by::io.
  struct awaited_io {
    const runtime::io_source* source = nullptr;
    runtime::io_events wanted;
  };
  const awaited_io& io() const noexcept { return seldom_->io; }
  /// Returns what it was before.
  awaited_io io(awaited_io next) { return std::exchange(seldom().io, next); }

  // Hibernation.

  /// When its body has returned, the actor gives back its stack instead of ending, unless a message
  /// is there. A message, or a signal that ends it, wakes it up.
  void hibernate_after_run() noexcept { hibernates_ = true; }
  void stay_awake() noexcept { hibernates_ = slept_ = false; }
  /// Whether the message that it handles now has woken it up.
  bool has_slept() const noexcept { return slept_; }
  bool wants_hibernation() noexcept {
    if (mailbox_.size() != 0) hibernates_ = false;
    return hibernates_;
  }
  /// The body returns now, and can be run again.
  void sleep() noexcept { sleeps_ = true; }

  /// The node knows something of it that is to be forgotten when it ends.
  void is_noted() noexcept { is_noted_ = true; }

  // Servers: whether it takes the messages of sys.hpp, and whether one of these has suspended it.

  bool serves() const noexcept { return serves_; }
  void serves(bool on) noexcept { serves_ = on; }
  /// Whether an order of the parent comes before all messages.
  bool prioritizes_stop() const noexcept { return prioritizes_stop_; }
  void prioritize_stop() noexcept { prioritizes_stop_ = true; }
  bool is_suspended() const noexcept { return suspended_; }
  void suspended(bool on) noexcept { suspended_ = on; }

  // The call that it serves.

  bool keeps_deadlines() const noexcept { return keeps_deadlines_; }
  void keep_deadlines() {
    seldom();
    keeps_deadlines_ = true;
  }
  /// Only if it keeps deadlines.
  served_call& served() const noexcept { return seldom_->served; }
  /// Whether nobody waits for the answer to the call that it serves. Only if it keeps deadlines.
  bool is_given_up() noexcept;
  bool is_given_up(ref call, runtime::time_point deadline) noexcept {
    return !relations_.is_watched_by(call) || home().time().is_past(deadline);
  }
  /// The caller has given up this call, or has ended.
  void gives_up(ref call) noexcept;
  /// A call was left out, because its caller had given up. Returns how many were.
  std::uint64_t leaves_out() noexcept { return ++seldom_->left_out; }
  std::uint64_t left_out() const noexcept { return seldom_ == nullptr ? 0 : seldom_->left_out; }
  /// As a task of a call that is to be answered until then.
  void keeps_deadline_of(runtime::time_point until) {
    if (until == runtime::time_point::max()) return;
    keep_deadlines();
    seldom_->served.deadline = until;
  }
  /// When a call ends that it makes now. Time limits of calls are many: see runtime::clock.
  runtime::time_point call_deadline_after(duration wait) const noexcept {
    const runtime::time_point own = rough_deadline_after(wait);
    return keeps_deadlines_ ? std::min(own, seldom_->served.deadline) : own;
  }

  // Messages.

  void accept(message& arrived) noexcept {
    if (limited_) [[unlikely]]
      return accept_within_limit(arrived);
    if constexpr (is_observed) arrived.comes(home().recently());
    take_in(arrived);
  }
  /// The same for a message with priority. Only after takes_priority().
  void accept_first(message& arrived) noexcept;
  void takes_priority();
  /// The same for a message that counts and is to be answered.
  void accept_call(message& arrived, ref request) noexcept;
  void limit_mailbox(const mailbox_limit& limit) noexcept;
  /// Whether has_shrunk(), keeps() and meet() want to know of each message that is taken.
  bool minds_taking() const noexcept { return minds_taking_; }
  void has_shrunk(const message& taken) noexcept {
    if (limited_) limited().has_shrunk(taken);
    if (long_queue_ && 2 * mailbox_.size() < seldom_->long_queue.first) queue_is_short();
  }
  /// A message was taken, or sent: an actor that never waits must let others run now and then.
  void has_taken() noexcept {
    if constexpr (is_observed) ++handled_;
    if (home().turn().has_taken(home().time())) [[unlikely]]
      home().yield();
  }
  void has_sent(std::size_t queue) {
    if (home().turn().has_sent(queue)) [[unlikely]]
      end_turn();
  }
  std::uint64_t handled() const noexcept { return handled_; }

  // Exit signals, ends of others, and replies.

  bool trap_exit(bool on) noexcept { return std::exchange(traps_exit_, on); }
  bool traps_exit() const noexcept { return traps_exit_; }
  /// Whether exit signals of that sender are orders to a server that traps exits: those of its
  /// parent are, and those of the node.
  bool obeys(pid sender) const noexcept { return !sender || sender == parent_; }
  /// The reason, if the parent or the node has ordered the actor to end and it traps exits;
  /// otherwise null. It costs the same however full the mailbox is, because a supervisor asks at
  /// each start of a child.
  const exit_reason* order_to_end() const noexcept {
    return seldom_ != nullptr && seldom_->order ? &*seldom_->order : nullptr;
  }
  /// It comes to its end, or will, by an order or by an exit signal.
  bool is_ending() const noexcept {
    return is_at_its_end() || exiting() || order_to_end() != nullptr;
  }
  void receive_exit(pid from, exit_reason reason, bool by_link) noexcept;
  void receive_down(pid ended, ref monitor, exit_reason reason) noexcept;
  /// False if nobody waits for the answer; then it is left.
  bool receive_reply(ref request, term&& answer, bool unwatched) noexcept;

  // Tracing (trace.cpp).

  bool traced() const noexcept { return traced_; }
  /// Only if it is traced.
  pid tracer() const noexcept { return seldom_->tracer; }
  /// An empty pid: by nobody but the node, if it traces all its actors.
  void traced_by(pid tracer);

  // What is kept for the report of a crash, and how it is taken anew (capsule.cpp).

  /// It is about to handle this message.
  void keeps(const term& taken) {
    if (seldom_ != nullptr && seldom_->last) keep_message(taken);
  }
  /// From now on messages reach it only within replays(); all others are dropped.
  void hears_only_replays();
  /// Called on its worker: what the function lets arrive now is heard.
  template <class Function>
  void replays(Function arrive) {
    seldom().replayed = true;
    arrive();
    seldom().replayed = false;
  }

  // Mishaps (mishaps.cpp).

  void plan(mishap planned);
  /// What is planned for such a moment happens now.
  void meet(mishap::moment now) {
    if (seldom_ != nullptr && !seldom_->mishaps.empty()) [[unlikely]]
      meet_mishaps(now);
  }

  // runtime::job
  void run(runtime::fiber& own) noexcept override;
  void cannot_run() noexcept override;
  const char* label() const noexcept override;

  // The links of the node's list of the actors that live on this worker.
  process* previous = nullptr;
  process* following = nullptr;

 private:
  /// Nothing if it sleeps.
  std::optional<exit_reason> live() noexcept;
  void run_body();
  void end_turn();
  void end_children() noexcept;
  void leave_orphans(const exit_reason& reason) noexcept;
  void tell_starter_of_end(const exit_reason& reason) noexcept;
  void cancel_timers() noexcept;
  void report_crash(const exit_reason& reason) noexcept;
  report crash_report(const exit_reason& reason, throw_site site);
  void take_in(message& arrived) noexcept {
    if constexpr (is_observed) {
      if (traced_) [[unlikely]]
        tell_of_arrival(arrived);
    }
    mailbox_.append(arrived);
    if (mailbox_.is_long()) [[unlikely]]
      queue_is_long();
    woken_by(wake_by::message);
  }
  void tell_of_arrival(const message& arrived) noexcept;
  void accept_within_limit(message& arrived) noexcept;
  void meet_mishaps(mishap::moment now);
  void mind_taking() noexcept {
    minds_taking_ = limited_ || long_queue_ ||
                    (seldom_ != nullptr && (seldom_->last || !seldom_->mishaps.empty()));
  }
  void keep_messages(std::size_t most);
  void keep_message(const term& taken) noexcept;
  void keep_answer(pid by, const term* answer, const exit_reason& failure) noexcept;
  void keep_state() noexcept;
  /// Null if nothing was kept.
  std::shared_ptr<const term> capsule();
  void set_queue_alarm(std::size_t first) noexcept;
  void queue_is_long() noexcept;
  void queue_is_short() noexcept;
  [[noreturn]] static void throw_no_actor();

  /// The starter, which waits for the end of init.
  struct awaited_init {
    pid starter;
    ref request;
    std::optional<term> refusal;
  };
  /// What most actors never have.
  struct seldom_used {
    std::uint64_t child_number = 0;
    std::size_t instance = 0;
    pid tracer;
    awaited_io io;
    std::unique_ptr<limited_mailbox> limited;
    std::optional<exit_reason> order;  // a trapped order to end
    served_call served;
    std::uint64_t left_out = 0;
    detail::long_queue long_queue;
    std::vector<mishap> mishaps;
    std::unique_ptr<last_messages> last;
    bool only_replays = false;
    bool replayed = false;
    exit_reason end;  // the reason with which its body has returned
    std::function<void(pid, const exit_reason&)> on_exit;
  };
  seldom_used& seldom() {
    if (seldom_ == nullptr) seldom_ = std::make_unique<seldom_used>();
    return *seldom_;
  }

  // Each message touches these; see waiting_job.
  bool traced_ = false;
  bool limited_ = false;
  bool traps_exit_ = false;
  bool hibernates_ = false;
  bool sleeps_ = false;
  bool slept_ = false;
  bool root_ = false;
  bool observer_ = false;
  bool serves_ = false;
  bool suspended_ = false;
  bool keeps_deadlines_ = false;
  bool prioritizes_stop_ = false;
  bool is_noted_ = false;
  bool sheds_ = false;
  bool minds_taking_ = false;  // limited_, long_queue_, a mishap is planned, or messages are kept
  bool long_queue_ = false;
  mailbox mailbox_;
  std::uint64_t handled_ = 0;

  pid id_;  // given by the slot
  local_node& node_;
  std::unique_ptr<body> body_;
  pid parent_;
  std::unique_ptr<awaited_init> init_;
  detail::relations relations_;
  delayed_message_list timers_ = nullptr;
  std::unique_ptr<std::string> label_;  // default: its pid
  std::unique_ptr<seldom_used> seldom_;
};

inline process& process_slot::owner() noexcept {
  return *std::launder(reinterpret_cast<process*>(place));
}

/// Does `spawn`; with a request, `start`: the answer to the request tells how init went. If
/// `monitored`, the actor has a monitor from the first moment, so that its `down` comes behind all
/// that it sends.
spawned launch_body(std::unique_ptr<body> body, relation to_maker, spawn_options&& options,
                    ref start_request, bool monitored, monitor_options watching = {});

}  // namespace fauxtp::detail
