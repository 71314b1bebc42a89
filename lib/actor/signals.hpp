#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "actor/limited_mailbox.hpp"
#include "actor/message.hpp"
#include "actor/signal.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/timer.hpp"
#include "runtime/clock.hpp"

/// All kinds of signals; besides these there is only the message (message.hpp). What each does
/// where it arrives, and what it does if its receiver has ended, stands in signals.cpp.
namespace fauxtp::detail {

class process;

// Links.

struct link_signal final : signal {
  link_signal(pid to, pid from) : signal(to), from(from) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  pid from;
};

struct unlink_signal final : signal {
  unlink_signal(pid to, pid from) : signal(to), from(from) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  pid from;
};

struct unlink_ack final : signal {
  unlink_ack(pid to, pid from) : signal(to), from(from) {}
  void act(process& receiver) noexcept override;
  pid from;
};

struct exit_sent final : signal {
  exit_sent(pid to, pid from, exit_reason reason, bool by_link)
      : signal(to), from(from), reason(std::move(reason)), by_link(by_link) {}
  void act(process& receiver) noexcept override;
  pid from;
  exit_reason reason;
  bool by_link;
};

// Monitors.

struct monitor_signal : signal {
  monitor_signal(pid to, pid watcher, ref monitor)
      : signal(to), watcher(watcher), monitor(monitor) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  pid watcher;
  ref monitor;
};

struct demonitor_signal final : signal {
  demonitor_signal(pid to, ref monitor) : signal(to), monitor(monitor) {}
  void act(process& receiver) noexcept override;
  ref monitor;
};

struct down_signal final : signal {
  down_signal(pid to, pid ended, ref monitor, exit_reason reason)
      : signal(to), ended(ended), monitor(monitor), reason(std::move(reason)) {}
  void act(process& receiver) noexcept override;
  pid ended;
  ref monitor;
  exit_reason reason;
};

/// To the parent of a child that was made with spawn_child.
struct child_ended final : signal {
  child_ended(pid parent, std::uint64_t number) : signal(parent), number(number) {}
  void act(process& receiver) noexcept override;
  std::uint64_t number;
};

// Requests and replies.

/// A request and, before it, the wish to watch its receiver: what a call sends.
struct call_signal final : monitor_signal {
  call_signal(pid to, pid watcher, ref monitor, term&& content)
      : monitor_signal(to, watcher, monitor),
        sent(new (message::travels{}) message(to, std::move(content))) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  std::unique_ptr<message> sent;
};

/// The same for a mailbox with a limit.
struct counted_call_signal final : monitor_signal {
  counted_call_signal(pid to, pid watcher, ref monitor, std::unique_ptr<message> sent)
      : monitor_signal(to, watcher, monitor), sent(std::move(sent)) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  std::unique_ptr<message> sent;
};

/// The same for a request that only servers take.
struct system_call_signal final : monitor_signal {
  system_call_signal(pid to, pid watcher, ref monitor, term&& content)
      : monitor_signal(to, watcher, monitor), content(std::move(content)) {}
  void act(process& receiver) noexcept override;
  term content;
};

/// The answer to a request. Only the request that waits for it takes it; a late answer is dropped
/// before it reaches the mailbox.
struct reply_signal : signal {
  /// `unwatched`: the actor that answers has taken back the monitor of the actor that has asked.
  reply_signal(pid to, ref request, term&& answer, bool unwatched = false)
      : signal(to), request(request), answer(std::move(answer)), unwatched(unwatched) {
    answered(to, request);
  }
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  ref request;
  term answer;
  bool unwatched;
};

/// The reply to a call of which the actor that replies does not know whether it is still waited
/// for: the caller has given up, or has asked another actor. If nobody waits, it is a dead letter.
struct unexpected_reply final : reply_signal {
  unexpected_reply(pid to, pid from, ref request, term&& answer)
      : reply_signal(to, request, std::move(answer)), from(from) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  pid from;  // empty: a thread that is no actor
};

/// A message by an alias: where it is delivered, it becomes a message or is dropped.
struct alias_message final : signal {
  alias_message(pid to, ref alias, term content, bool has_priority)
      : signal(to), alias(alias), content(std::move(content)), has_priority(has_priority) {}
  void act(process& receiver) noexcept override;
  void bounce() noexcept override;
  ref alias;
  term content;
  bool has_priority;
};

// The limit of a mailbox.

struct limit_signal final : signal {
  limit_signal(pid to, mailbox_limit limit) : signal(to), limit(limit) {}
  void act(process& receiver) noexcept override;
  mailbox_limit limit;
};

/// A sender waits for room in the receiver's mailbox.
struct room_wanted final : signal {
  room_wanted(pid to, pid sender, ref request) : signal(to), sender(sender, request) {}
  void act(process& receiver) noexcept override;
  waiting_sender sender;
};

// Others.

/// Takes a timer to the worker of the actor that it is for. If the actor has ended, nothing is
/// armed.
struct arm_signal final : signal {
  arm_signal(pid to, timer_ref id, runtime::time_point deadline, term&& content, duration period)
      : signal(to), id(id), deadline(deadline), content(std::move(content)), period(period) {}
  void act(process& receiver) noexcept override;
  timer_ref id;
  runtime::time_point deadline;
  term content;
  duration period;
};

/// Asks for a look at the receiver. The asker is answered in any case: with nil if there was no
/// such actor.
struct look_signal final : signal {
  using look = term (*)(const process&);
  look_signal(pid to, look how, pid asker, ref request)
      : signal(to), how(how), asker(asker), request(request) {}
  ~look_signal() override;
  void act(process& receiver) noexcept override;
  look how;
  pid asker;
  ref request;
  term seen;
};

/// From now on the receiver tells the tracer what it receives and sends; an empty pid ends that.
struct trace_signal final : signal {
  trace_signal(pid to, pid tracer) : signal(to), tracer(tracer) {}
  void act(process& receiver) noexcept override;
  pid tracer;
};

/// Ends a wait for `wake_by::nothing`.
struct wake_signal final : signal {
  using signal::signal;
  void act(process& receiver) noexcept override;
};

}  // namespace fauxtp::detail
