#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actor/delayed_message.hpp"
#include "actor/link_set.hpp"
#include "actor/mailbox.hpp"
#include "actor/process_table.hpp"
#include "actor/wake_by.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/spawn.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {

class node_core;
class request;

/// An actor as the runtime sees it: its identity, its mailbox, its relations and its end.
///
/// It lives on one worker, and only that worker's thread touches it; what others want of it comes
/// as signals.
class process final : public runtime::job {
 public:
  process(node_core& node, runtime::worker& home, std::unique_ptr<body> body,
          spawn_options options);
  ~process() override;

  /// The running one. Throws std::logic_error outside an actor.
  static process& current();
  static process* current_or_null() noexcept;
  /// The actor if it lives on this thread's worker.
  static process* local(pid actor) noexcept;

  pid id() const noexcept { return id_; }
  process_slot& slot() const noexcept { return slot_; }
  node_core& node() noexcept { return node_; }
  runtime::worker& home() const noexcept { return home_; }
  const std::string& name() const noexcept { return label_; }
  void rename(std::string label) { label_ = std::move(label); }
  mailbox& messages() noexcept { return mailbox_; }
  link_set& links() noexcept { return links_; }
  delayed_message_list& timers() noexcept { return timers_; }
  process_info look() const;

  // Waiting.
  runtime::time_point deadline_after(duration wait) const noexcept {
    return runtime::deadline_after(home_.time().now(), wait);
  }
  /// Parks until one of these happens. False when the deadline has passed. Throws actor_exit if
  /// the actor is to end; a `nothing` wait is not interrupted by that.
  bool wait(wake_by events, runtime::time_point deadline);
  void woken_by(wake_by event) noexcept;
  /// Throws if the actor is to end.
  void check_exit();
  bool exiting() const noexcept { return exit_.has_value(); }
  /// A message was taken: one that never waits must let others run now and then.
  void took_message();

  // What signals do.
  void accept(message& arrived) noexcept;
  void receive_exit(pid from, exit_reason reason, bool by_link) noexcept;
  void receive_down(pid ended, ref monitor, exit_reason reason) noexcept;
  void receive_by_alias(ref alias, term content) noexcept;
  void receive_reply(ref request, term answer) noexcept;
  void watched_by(ref monitor, pid watcher) { watchers_[monitor] = watcher; }
  void no_longer_watched_by(ref monitor) { watchers_.erase(monitor); }
  void forget_child(std::uint64_t number) noexcept;

  // What the actor does.
  bool trap_exit(bool on) noexcept { return std::exchange(traps_exit_, on); }
  bool traps_exit() const noexcept { return traps_exit_; }
  ref watch(pid actor, std::string name, monitor_options options);
  /// The actor's side of a monitor.
  void watching(ref monitor, pid actor) { watched_[monitor].actor = actor; }
  void watching(ref monitor, pid actor, std::string name, monitor_options options);
  /// False if there is no such monitor.
  bool stop_watching(ref monitor);
  void open_alias(ref id, alias_mode mode) { aliases_[id] = mode; }
  /// False if there is no such alias.
  bool close_alias(ref id) { return aliases_.erase(id) != 0; }
  void adopt_child(process& child);
  /// First made first.
  std::vector<pid> children() const;
  void add_request(request& waiting) noexcept;
  void remove_request(request& waiting) noexcept;
  void keep_request(request& kept);
  void forget_request(request& kept) noexcept;
  request* find_request(ref id) const noexcept;
  using to_message = std::function<term(std::optional<term>, exit_reason)>;
  void respond_by(ref request, to_message convert) { responders_[request] = std::move(convert); }

  /// `start`: whoever waits for the end of init. Told by init_done, or by the end.
  void starter(pid starter, ref request) noexcept;
  /// Whose exit signals are orders to a server that traps exits: its parent's, and the node's.
  bool obeys(pid sender) const noexcept { return !sender || sender == superior_; }
  void superior(pid superior) noexcept { superior_ = superior; }
  pid superior() const noexcept { return superior_; }
  /// The reason, if one of those has ordered the actor to end and it traps exits. Costs the same
  /// however full the mailbox is: a supervisor asks at each start of a child.
  const std::optional<exit_reason>& called_off() noexcept;
  void init_done(term answer);
  /// An orderly end of init that is no error: tell this instead of the exit reason.
  void init_refused(term answer) { refusal_ = std::move(answer); }

  // runtime::job
  void run(runtime::fiber& own) noexcept override;
  const char* label() const noexcept override { return label_.c_str(); }

  /// On its worker: joins the living and gets a fiber, which runs it and deletes it.
  void begin() noexcept;
  /// The calling thread's own actor begins and ends so instead.
  void begin_on(runtime::fiber& own) noexcept;
  void end(exit_reason reason) noexcept;

  // The node's list of what lives on this worker.
  process* previous = nullptr;
  process* following = nullptr;
  bool is_root = false;  // made by the calling thread

 private:
  exit_reason live() noexcept;
  bool respond(ref request, std::optional<term> answer, exit_reason failure);
  void report_crash(const exit_reason& reason) noexcept;
  void end_children() noexcept;
  void tell_of_end(const exit_reason& reason) noexcept;
  void close_alias_of(ref ended_monitor) noexcept;
  void cancel_timers() noexcept;

  /// A monitor, as who watches knows it.
  struct watch_details {
    std::string name;
    term tag;
  };
  struct watched_actor {
    pid actor;
    std::unique_ptr<watch_details> details;  // few monitors have any
  };

  node_core& node_;
  runtime::worker& home_;
  pid id_;  // given by the slot
  process_slot& slot_;
  runtime::fiber* fiber_ = nullptr;
  std::unique_ptr<body> body_;

  mailbox mailbox_;
  wake_by awaited_ = wake_by::nothing;
  bool parked_ = false;
  bool interruptible_ = false;
  bool traps_exit_ = false;
  bool ending_ = false;
  unsigned taken_without_wait_ = 0;
  std::optional<exit_reason> exit_;  // it is to end; thrown at every wait from now on
  request* requests_ = nullptr;      // that it waits for: few
  std::unordered_map<ref, request*> kept_requests_;
  std::unordered_map<ref, to_message> responders_;  // of those that it has left to the mailbox
  delayed_message_list timers_ = nullptr;

  link_set links_;
  std::map<ref, pid> watchers_;
  std::map<ref, watched_actor> watched_;
  std::map<ref, alias_mode> aliases_;
  std::map<std::uint64_t, pid> children_;  // numbered in the order of making
  std::uint64_t last_child_number_ = 0;
  pid parent_;
  std::uint64_t number_of_parent_ = 0;  // what the parent knows it by

  pid superior_;
  std::optional<exit_reason> order_;  // to end, trapped
  pid starter_;
  ref start_request_;
  std::optional<term> refusal_;

  std::string label_;
  std::size_t stack_size_;
  std::function<void(pid, const exit_reason&)> on_exit_;
};

/// `spawn`; with a request, `start`: the answer to it tells how init went. `monitored`, it has a
/// monitor from the first moment, so that its `down` comes behind all that it sends.
spawned launch_body(std::unique_ptr<body> body, relation to_maker, spawn_options options,
                    ref start_request, bool monitored, monitor_options watching = {});

}  // namespace fauxtp::detail
