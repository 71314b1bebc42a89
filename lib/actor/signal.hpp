#pragma once

#include <cstdint>
#include <memory>

#include "actor/process_table.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/block_cache.hpp"
#include "runtime/inbox.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {

class process;

inline bool lives_here(const process_slot& slot) noexcept {
  runtime::worker* here = runtime::worker::current();
  return here != nullptr && slot.home.load(std::memory_order_acquire) == &here->box();
}

/// What one actor sends to another: a message, an exit signal, a request to link, … All signals
/// take the same way, so those of one sender to one receiver stay in order (O1).
class signal : public runtime::parcel, public runtime::cached<72> {
 public:
  explicit signal(pid to) : to(to) {}
  /// Called on the receiver's worker: acts on the receiver, or bounces if it has ended.
  void deliver() noexcept override;

  const pid to;

 private:
  /// Called if the receiver is alive.
  virtual void act(process&) noexcept {}
  /// Called if there is no receiver.
  virtual void bounce() noexcept {}

  friend void dispatch(const process_slot& slot, std::unique_ptr<signal> sent) noexcept;
  friend void dispatch_for_the_dead(std::unique_ptr<signal> sent) noexcept;
  template <class Signal, class... Args>
  friend void emit(pid to, Args&&... args);
};

/// Sends a signal to an actor that does not live on this thread's worker.
void dispatch(const process_slot& slot, std::unique_ptr<signal> sent) noexcept;

/// Sends a signal in the name of an actor that has ended. It always goes through the inbox, so that
/// it comes behind signals of that actor that still lie there.
void dispatch_for_the_dead(std::unique_ptr<signal> sent) noexcept;

/// Sends a signal: it acts at once if the receiver lives on this thread's worker, otherwise it goes
/// through the inbox of the receiver's worker.
template <class Signal, class... Args>
void emit(pid to, Args&&... args) {
  process_slot* slot = process_table::find(to);
  if (slot == nullptr) {
    Signal(to, std::forward<Args>(args)...).bounce();
  } else if (lives_here(*slot)) {
    Signal(to, std::forward<Args>(args)...).act(slot->owner());
  } else {
    dispatch(*slot, std::make_unique<Signal>(to, std::forward<Args>(args)...));
  }
}

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

struct monitor_signal final : signal {
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

/// A message by an alias: where it is delivered, it becomes a message or is dropped.
struct alias_message final : signal {
  alias_message(pid to, ref alias, term content)
      : signal(to), alias(alias), content(std::move(content)) {}
  void act(process& receiver) noexcept override;
  ref alias;
  term content;
};

/// The answer to a request. Only the request that waits for it takes it; a late answer is dropped
/// before it reaches the mailbox.
struct reply_signal final : signal {
  /// `unwatched`: the actor that answers has taken back the monitor of the actor that has asked.
  reply_signal(pid to, ref request, term&& answer, bool unwatched = false)
      : signal(to), request(request), answer(std::move(answer)), unwatched(unwatched) {
    answered(to, request);
  }
  void act(process& receiver) noexcept override;
  ref request;
  term answer;
  bool unwatched;
};

struct child_ended final : signal {
  child_ended(pid parent, std::uint64_t number) : signal(parent), number(number) {}
  void act(process& receiver) noexcept override;
  std::uint64_t number;
};

}  // namespace fauxtp::detail
