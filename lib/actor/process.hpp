#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <unordered_map>
#include <vector>

#include "actor/delayed_message.hpp"
#include "actor/link_set.hpp"
#include "actor/mailbox.hpp"
#include "actor/limited_mailbox.hpp"
#include "actor/observed.hpp"
#include "actor/process_table.hpp"
#include "actor/relation_table.hpp"
#include "actor/wake_by.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/trace.hpp"
#include "runtime/worker.hpp"

namespace fauxtp {
struct report;
}

namespace fauxtp::detail {

class local_node;
class request;
struct throw_site;

/// An actor as the runtime sees it: its identity, its mailbox, its relations and its end.
///
/// It lives on one worker, and only that worker's thread touches it; what other threads want of it
/// comes as signals.
class process final : public runtime::job {
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
  /// The actor has forked, and this is the child process, in which no other fiber exists any more.
  void is_alone_in_child() noexcept;
  /// What the actor is doing, as far as its body can tell.
  std::string doing() const { return body_ == nullptr ? "" : body_->doing(); }
  static process* current_or_null() noexcept {
    runtime::worker* here = runtime::worker::current();
    return here == nullptr ? nullptr : static_cast<process*>(here->running().running());
  }
  /// The actor, if it lives on this thread's worker; otherwise null.
  static process* local(pid actor) noexcept;

  pid id() const noexcept { return id_; }
  process_slot& slot() const noexcept { return process_slot::at(const_cast<process*>(this)); }
  local_node& node() noexcept { return node_; }
  runtime::worker& home() const noexcept { return home_; }
  std::string name() const { return label_ == nullptr ? to_string(id_) : *label_; }
  void rename(std::string label);
  mailbox& messages() noexcept { return mailbox_; }
  link_set& links() noexcept { return links_; }
  delayed_message_list& timers() noexcept { return timers_; }
  process_info look() const;
  process_glance glance() const noexcept;
  bool is_ending() const noexcept;
  /// The most that was touched; the kernel is asked page by page.
  std::optional<std::size_t> stack_touched() const noexcept;
  /// Return addresses, from the actor's wait on.
  std::vector<const void*> parked_stack() const;
  bool is_observer() const noexcept { return observer_; }
  void observes(bool on) noexcept { observer_ = on; }
  // Whether it takes the messages of sys.hpp, and whether one of these has suspended it.
  bool has_begun() const noexcept { return fiber_ != nullptr || parked_; }
  bool serves() const noexcept { return serves_; }
  void serves(bool on) noexcept { serves_ = on; }
  void suspended(bool on) noexcept { suspended_ = on; }
  /// What can be told of the actor that runs on a worker which does not answer. It is read from
  /// outside, which is safe only if the actor goes on running. Nothing if no actor runs there.
  static std::optional<process_info> glimpse(const runtime::worker& hogged, local_node& node);

  /// What has become of a function of blocking() for which it waits. Also set by the thread that
  /// runs the function.
  enum class blocking : unsigned char { none, queued, running };
  std::atomic<blocking>& blocks() noexcept { return blocks_; }

  // Tracing.
  bool traced() const noexcept { return traced_; }
  /// An empty pid ends the tracing.
  void traced_by(pid tracer) {
    seldom().tracer = tracer;
    traced_ = bool(tracer);
  }
  void trace_sending(pid to, const term& message) noexcept;
  void trace_reply(pid to, const term& answer) noexcept;

  // Waiting.
  runtime::time_point deadline_after(duration wait) const noexcept {
    return home_.time().deadline_after(wait);
  }
  /// Parks until one of these events happens. False when the deadline has passed. Throws actor_exit
  /// if the actor is to end; only a wait for `nothing` is not interrupted by that.
  [[gnu::always_inline]] bool wait(wake_by events, runtime::time_point deadline) {
    if (deadline != runtime::time_point::max()) return wait_until(events, deadline);
    await(events);
    home_.park();
    if (interruptible_) check_exit();
    return true;
  }
  void woken_by(wake_by event) noexcept {
    if (!parked_ || (event != wake_by::nothing && !includes(awaited_, event))) return;
    parked_ = false;
    if (fiber_ == nullptr) [[unlikely]]
      return home_.start(*this);  // it slept without a fiber
    home_.wake(*fiber_);
  }
  /// Sets the line of code that waits from now on; an empty one stands for the loop of a server.
  void waits_at(std::source_location where) noexcept {
    if constexpr (is_observed) waits_at_ = where;
  }
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
  /// The body returns now, and the actor ends with this reason.
  void ends_with(exit_reason reason) { seldom().end = std::move(reason); }
  /// Throws if the actor is to end.
  void check_exit() {
    if (exit_ != nullptr && !ending_) [[unlikely]]
      throw_exit();
  }
  bool exiting() const noexcept { return exit_ != nullptr; }
  /// A message was taken, or sent: an actor that never waits must let others run now and then.
  void has_taken() noexcept {
    if constexpr (is_observed) ++handled_;
    if (home_.turn().has_taken(home_.time())) [[unlikely]]
      home_.yield();
  }
  void has_sent(std::size_t queue) {
    if (home_.turn().has_sent(queue)) [[unlikely]]
      end_turn();
  }
  /// Throws if the actor is to end, unless the exception would end the process: a destructor may
  /// send, too.
  void end_where_possible();

  // What signals do.
  void accept(message& arrived) noexcept {
    if (is_limited_) [[unlikely]]
      return accept_within_limit(arrived);
    if constexpr (is_observed) arrived.comes(home_.recently());
    take_in(arrived);
  }
  /// The same for a message that counts and is to be answered.
  void accept_call(message& arrived, ref request) noexcept;
  void receive_exit(pid from, exit_reason reason, bool by_link) noexcept;
  void receive_down(pid ended, ref monitor, exit_reason reason) noexcept;
  void receive_by_alias(ref alias, term content) noexcept;
  void receive_reply(ref request, term&& answer, bool unwatched) noexcept;
  void watched_by(ref monitor, pid watcher) { watchers_[monitor] = watcher; }
  /// False if there is no such monitor.
  bool no_longer_watched_by(ref monitor) noexcept { return watchers_.erase(monitor); }
  void forget_child(std::uint64_t number) noexcept;

  // The limit of the mailbox, if it has one; see limited_mailbox.hpp.
  bool is_limited() const noexcept { return is_limited_; }
  limited_mailbox& limited();
  void limit_mailbox(mailbox_limit limit) noexcept;
  /// A message was taken out of the mailbox.
  void has_shrunk(const message& taken) noexcept;
  void wants_room(waiting_sender sender) noexcept;
  void let_senders_go() noexcept;
  void wait_for_room(const request& room);

  // What the actor does.
  bool trap_exit(bool on) noexcept { return std::exchange(traps_exit_, on); }
  bool traps_exit() const noexcept { return traps_exit_; }
  ref watch(pid actor, std::string name, monitor_options options);
  /// Notes the actor's side of a monitor.
  void watching(ref monitor, pid actor) { watched_[monitor].actor = actor; }
  void watching(ref monitor, pid actor, std::string name, monitor_options options);
  /// False if there is no such monitor.
  bool stop_watching(ref monitor);
  void open_alias(ref id, alias_mode mode) { seldom().aliases[id] = mode; }
  /// False if there is no such alias.
  bool close_alias(ref id) { return seldom_ != nullptr && seldom_->aliases.erase(id); }
  void adopt_child(process& child);
  /// The first made comes first.
  std::vector<pid> children() const;
  void add_request(request& waiting) noexcept;
  void remove_request(request& waiting) noexcept;
  void keep_request(request& kept);
  void forget_request(request& kept) noexcept;
  request* find_request(ref id) const noexcept;
  using to_message = std::function<term(std::optional<term>, exit_reason)>;
  void respond_by(ref request, to_message convert) {
    seldom().responders[request] = std::move(convert);
  }

  /// `start`: the actor that waits for the end of init. init_done() tells it, or else the actor's
  /// end.
  void starter(pid starter, ref request);
  /// Whether exit signals of that sender are orders to a server that traps exits: those of its
  /// parent are, and those of the node.
  bool obeys(pid sender) const noexcept { return !sender || sender == superior_; }
  void superior(pid superior) noexcept { superior_ = superior; }
  pid superior() const noexcept { return superior_; }
  /// The reason, if the parent or the node has ordered the actor to end and it traps exits;
  /// otherwise null. It costs the same however full the mailbox is, because a supervisor asks at
  /// each start of a child.
  const exit_reason* called_off() noexcept;
  void init_done(term answer);
  /// An orderly end of init that is no error: the starter is told this instead of the exit reason.
  void init_refused(term answer) {
    if (init_ != nullptr) init_->refusal = std::move(answer);
  }

  // runtime::job
  void run(runtime::fiber& own) noexcept override;
  void cannot_run() noexcept override;
  const char* label() const noexcept override;

  /// Called on its worker: it joins the living and gets a fiber, which runs it and deletes it.
  void begin() noexcept;
  /// The calling thread's own actor begins and ends with these functions instead.
  void begin_on(runtime::fiber& own) noexcept;
  void end(exit_reason reason) noexcept;

  /// Whether the thread that has the node has made it.
  bool is_root() const noexcept { return root_; }
  void becomes_root() noexcept { root_ = true; }
  // The links of the node's list of the actors that live on this worker.
  process* previous = nullptr;
  process* following = nullptr;

 private:
  /// Nothing if it sleeps.
  std::optional<exit_reason> live() noexcept;
  void run_body();
  bool respond(ref request, std::optional<term> answer, exit_reason failure);
  void report_crash(const exit_reason& reason) noexcept;
  report crash_report(const exit_reason& reason, throw_site site);
  void take_in(message& arrived) noexcept {
    if constexpr (is_observed) {
      if (traced_) [[unlikely]]
        trace_arrival(arrived);
    }
    mailbox_.append(arrived);
    woken_by(wake_by::message);
  }
  void accept_within_limit(message& arrived) noexcept;
  /// False if the message was dropped.
  bool has_room_for(message& arrived) noexcept;
  runtime::parcel** oldest_to_drop() noexcept;
  void drop(message* unwanted) noexcept;
  void overflows() noexcept;
  void report_losses() noexcept;
  void end_children() noexcept;
  void tell_of_end(const exit_reason& reason) noexcept;
  void close_alias_of(ref ended_monitor) noexcept;
  void cancel_timers() noexcept;
  void await(wake_by events) {
    interruptible_ = events != wake_by::nothing;
    if (interruptible_) check_exit();
    awaited_ = events;
    if constexpr (is_observed) waits_since_ = as_waiting_time(home_.recently());
    parked_ = true;
  }
  bool wait_until(wake_by events, runtime::time_point deadline);
  /// In units of 2^24 ns, about 17 ms: 32 bits of them last for two years.
  static std::uint32_t as_waiting_time(runtime::time_point time) noexcept {
    return static_cast<std::uint32_t>(time.time_since_epoch().count() >> 24);
  }
  void end_turn();
  wait_info look_at_wait() const;
  void trace_arrival(const message& arrived) noexcept;
  void tell_tracer(trace_event::kind what, pid to, const term& message,
                   const char* before = "") noexcept;
  [[noreturn]] void throw_exit();
  [[noreturn]] static void throw_no_actor();

  /// A monitor, as the actor that watches knows it.
  struct watch_details {
    std::string name;
    term tag;
  };
  struct watched_actor {
    pid actor;
    std::unique_ptr<watch_details> details;  // few monitors have any
  };
  /// The starter, which waits for the end of init.
  struct awaited_init {
    pid starter;
    ref request;
    std::optional<term> refusal;
  };
  /// What most actors never have.
  struct seldom_used {
    relation_table<ref, request*> kept_requests;
    relation_table<ref, to_message> responders;  // of requests whose answer becomes a message
    relation_table<ref, alias_mode> aliases;
    relation_table<std::uint64_t, pid> children;  // numbered in the order in which they were made
    std::uint64_t last_child_number = 0;
    pid tracer;
    std::unique_ptr<limited_mailbox> limited;
    std::optional<exit_reason> order;  // a trapped order to end
    exit_reason end;                   // the reason with which its body has returned
    std::function<void(pid, const exit_reason&)> on_exit;
  };
  seldom_used& seldom() {
    if (seldom_ == nullptr) seldom_ = std::make_unique<seldom_used>();
    return *seldom_;
  }

  local_node& node_;
  std::unique_ptr<body> body_;

  // What each message touches lies together.
  alignas(64) runtime::fiber* fiber_ = nullptr;
  mailbox mailbox_;
  wake_by awaited_ = wake_by::nothing;
  bool parked_ = false;
  bool interruptible_ = false;
  bool traps_exit_ = false;
  bool ending_ = false;
  bool hibernates_ = false;
  bool sleeps_ = false;
  bool slept_ = false;
  bool root_ = false;
  bool observer_ = false;
  bool serves_ = false;
  bool suspended_ = false;
  std::atomic<blocking> blocks_{blocking::none};
  bool traced_ = false;
  bool is_limited_ = false;
  std::uint32_t waits_since_ = 0;  // see as_waiting_time
  std::uint64_t handled_ = 0;
  std::source_location waits_at_{};
  std::unique_ptr<exit_reason> exit_;  // set if it is to end; thrown at every wait from now on
  runtime::worker& home_;
  request* requests_ = nullptr;  // the requests that it waits for: few

  pid id_;  // given by the slot
  pid parent_;
  std::uint64_t number_of_parent_ = 0;  // by which the parent knows it
  pid superior_;
  std::unique_ptr<awaited_init> init_;
  link_set links_;
  relation_table<ref, pid> watchers_;
  relation_table<ref, watched_actor> watched_;
  delayed_message_list timers_ = nullptr;
  std::unique_ptr<std::string> label_;  // default: its pid
  std::unique_ptr<seldom_used> seldom_;
};

/// Does `spawn`; with a request, `start`: the answer to the request tells how init went. If
/// `monitored`, the actor has a monitor from the first moment, so that its `down` comes behind all
/// that it sends.
spawned launch_body(std::unique_ptr<body> body, relation to_maker, spawn_options&& options,
                    ref start_request, bool monitored, monitor_options watching = {});

}  // namespace fauxtp::detail
