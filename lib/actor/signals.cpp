// What each signal does where it arrives.
#include "actor/signals.hpp"

#include "actor/dead_letter_office.hpp"
#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"

namespace fauxtp::detail {

void signal::deliver() noexcept {
  if (process* receiver = local(to)) {
    act(*receiver);
  } else {
    bounce();
  }
  delete this;
}

void message::deliver() noexcept {
  if (process* receiver = local(to)) return receiver->accept(*this);
  is_dead_letter(dead_letter_kind::no_actor, pid(), to, content);
  delete this;
}

// Links.

void link_signal::act(process& receiver) noexcept { receiver.relations().links.accept(from); }
void link_signal::bounce() noexcept {
  emit_for_the_dead(std::make_unique<exit_sent>(from, to, exit_reason::noproc, true));
}

void unlink_signal::act(process& receiver) noexcept {
  receiver.relations().links.drop(from);
  emit<unlink_ack>(from, to);
}
void unlink_signal::bounce() noexcept { emit<unlink_ack>(from, to); }

void unlink_ack::act(process& receiver) noexcept { receiver.relations().links.unlink_done(from); }

void exit_sent::act(process& receiver) noexcept {
  if (by_link && !receiver.relations().links.broken_by(from)) return;
  receiver.receive_exit(from, std::move(reason), by_link);
}

// Monitors.

void monitor_signal::act(process& receiver) noexcept {
  receiver.relations().watched_by(monitor, watcher);
}
void monitor_signal::bounce() noexcept {
  emit_for_the_dead(std::make_unique<down_signal>(watcher, to, monitor, exit_reason::noproc));
}

void demonitor_signal::act(process& receiver) noexcept { receiver.gives_up(monitor); }

void down_signal::act(process& receiver) noexcept {
  receiver.receive_down(ended, monitor, std::move(reason));
}

void child_ended::act(process& receiver) noexcept {
  receiver.relations().forget_child(number);
  receiver.woken_by(wake_by::child);
}

// Requests and replies.

void call_signal::act(process& receiver) noexcept {
  monitor_signal::act(receiver);
  receiver.accept(*sent.release());
}
void call_signal::bounce() noexcept {
  is_dead_letter(dead_letter_kind::no_actor, pid(), to, sent->content);
  monitor_signal::bounce();
}

void counted_call_signal::act(process& receiver) noexcept {
  monitor_signal::act(receiver);
  receiver.accept_call(*sent.release(), monitor);
}
void counted_call_signal::bounce() noexcept {
  is_dead_letter(dead_letter_kind::no_actor, pid(), to, sent->content);
  monitor_signal::bounce();
}

// Whether an actor serves is not known before it has begun: until then the request goes through the
// inbox again and again.
void system_call_signal::act(process& receiver) noexcept {
  if (receiver.serves()) {
    monitor_signal::act(receiver);
    receiver.accept(*new message(to, std::move(content)));
  } else if (receiver.has_begun()) {
    emit<down_signal>(watcher, to, monitor, exit_reason(term("not_a_server")));
  } else {
    route(to).carry(std::make_unique<system_call_signal>(to, watcher, monitor, std::move(content)));
  }
}

void reply_signal::act(process& receiver) noexcept {
  const bool taken = receiver.receive_reply(request, std::move(answer), unwatched);
  // Only a call's reply says `unwatched`: what else answers a request may come too late.
  if (!taken && unwatched) [[unlikely]]
    is_dead_letter(dead_letter_kind::late_reply, pid(), to, answer);
}
void reply_signal::bounce() noexcept {
  if (unwatched) is_dead_letter(dead_letter_kind::late_reply, pid(), to, answer);
}

void unexpected_reply::act(process& receiver) noexcept {
  if (!receiver.receive_reply(request, std::move(answer), unwatched)) bounce();
}
void unexpected_reply::bounce() noexcept {
  is_dead_letter(dead_letter_kind::late_reply, from, to, answer);
}

void alias_message::act(process& receiver) noexcept {
  const bool comes_first = has_priority && receiver.relations().has_priority(alias);
  if (!receiver.relations().takes_by_alias(alias)) return bounce();
  message& arrived = *new message(to, std::move(content));
  comes_first ? receiver.accept_first(arrived) : receiver.accept(arrived);
}
void alias_message::bounce() noexcept {
  is_dead_letter(dead_letter_kind::no_actor, pid(), to, content);
}

// The limit of a mailbox.

void limit_signal::act(process& receiver) noexcept { receiver.limit_mailbox(limit); }

void room_wanted::act(process& receiver) noexcept {
  if (receiver.is_limited()) receiver.limited().wants_room(std::move(sender));
}

// Others.

void arm_signal::act(process& receiver) noexcept {
  delayed_message& later = receiver.node()
                               .delayed(receiver.home())
                               .make(receiver.node(), id, to, {}, std::move(content), period);
  later.join(receiver.timers());
  receiver.home().timers().arm(later, deadline);
}

look_signal::~look_signal() { emit<reply_signal>(asker, request, std::move(seen)); }
void look_signal::act(process& receiver) noexcept { seen = how(receiver); }

void trace_signal::act(process& receiver) noexcept { receiver.traced_by(tracer); }

void wake_signal::act(process& receiver) noexcept { receiver.woken_by(wake_by::nothing); }

}  // namespace fauxtp::detail
