// How signals travel, and what each does where it arrives.
#include "actor/signal.hpp"

#include "actor/process.hpp"
#include "actor/process_table.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {

void signal::deliver() noexcept {
  if (process* receiver = process::local(to)) {
    act(*receiver);
  } else {
    bounce();
  }
  delete this;
}

void dispatch(const process_slot& slot, std::unique_ptr<signal> sent) noexcept {
  if (slot.home.load(std::memory_order_acquire)->push(sent.get())) {
    static_cast<void>(sent.release());
  } else {
    sent->bounce();
  }
}

void dispatch_for_the_dead(std::unique_ptr<signal> sent) noexcept {
  const process_slot* slot = process_table::find(sent->to);
  if (slot == nullptr) return;
  if (slot->home.load(std::memory_order_acquire)->push(sent.get())) {
    static_cast<void>(sent.release());
  }
}

void link_signal::act(process& receiver) noexcept { receiver.links().accept(from); }
void link_signal::bounce() noexcept {
  dispatch_for_the_dead(std::make_unique<exit_sent>(from, to, exit_reason::noproc, true));
}

void unlink_signal::act(process& receiver) noexcept {
  receiver.links().drop(from);
  emit<unlink_ack>(from, to);
}
void unlink_signal::bounce() noexcept { emit<unlink_ack>(from, to); }

void unlink_ack::act(process& receiver) noexcept { receiver.links().unlink_done(from); }

void exit_sent::act(process& receiver) noexcept {
  if (by_link && !receiver.links().broken_by(from)) return;
  receiver.receive_exit(from, std::move(reason), by_link);
}

void monitor_signal::act(process& receiver) noexcept { receiver.watched_by(monitor, watcher); }
void monitor_signal::bounce() noexcept {
  dispatch_for_the_dead(std::make_unique<down_signal>(watcher, to, monitor, exit_reason::noproc));
}

void demonitor_signal::act(process& receiver) noexcept { receiver.no_longer_watched_by(monitor); }

void down_signal::act(process& receiver) noexcept {
  receiver.receive_down(ended, monitor, std::move(reason));
}

void alias_message::act(process& receiver) noexcept {
  receiver.receive_by_alias(alias, std::move(content));
}

void reply_signal::act(process& receiver) noexcept {
  receiver.receive_reply(request, std::move(answer), unwatched);
}

void child_ended::act(process& receiver) noexcept { receiver.forget_child(number); }

}  // namespace fauxtp::detail
