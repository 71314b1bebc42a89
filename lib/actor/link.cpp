// Links, monitors and exit signals, from the actor's side.
#include "fauxtp/link.hpp"

#include <stdexcept>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/signals.hpp"

namespace fauxtp {

using detail::emit;
using detail::process;

std::string to_string(const exit_signal& signal) {
  return "exit signal of " + to_string(signal.from) + ": " + to_string(signal.reason);
}

std::string to_string(const down& ended) {
  const std::string who = ended.actor ? to_string(ended.actor) : ended.name;
  return "down of " + who + ": " + to_string(ended.reason);
}

void link(pid other) {
  process& own = process::current();
  own.check_exit();
  if (other == own.id()) return;
  if (!is_alive(other) && !own.traps_exit()) {
    throw std::invalid_argument("fauxtp: link(" + to_string(other) + "): noproc, it has ended");
  }
  if (own.relations().links.add(other)) emit<detail::link_signal>(other, own.id());
  own.has_sent(0);
}

void unlink(pid other) {
  process& own = process::current();
  if (own.relations().links.remove(other)) emit<detail::unlink_signal>(other, own.id());
  own.has_sent(0);
}

bool is_order(const exit_signal& signal) { return process::current().obeys(signal.from); }

bool trap_exit(bool on) { return process::current().trap_exit(on); }

void exit(pid actor, exit_reason reason) {
  process* own = process::current_or_null();
  const pid from = own == nullptr ? pid() : own->id();
  emit<detail::exit_sent>(actor, from, std::move(reason), false);
  if (own == nullptr) return;
  if (actor == from) own->check_exit();
  own->has_sent(0);
}

ref monitor(pid actor, monitor_options options) {
  process& own = process::current();
  const ref made = own.relations().watch(own.id(), actor, {}, std::move(options));
  own.has_sent(0);
  return made;
}

ref monitor(std::string_view name, monitor_options options) {
  process& own = process::current();
  const ref made = own.relations().watch(own.id(), own.node().names().whereis(name),
                                         std::string(name), std::move(options));
  own.has_sent(0);
  return made;
}

bool demonitor(ref monitor, bool flush) {
  process& own = process::current();
  const bool was_there = own.relations().stop_watching(monitor);
  if (flush && !was_there) {
    own.messages().remove_first([&](const term& message) {
      const bool tagged = message.kind() == term_kind::tuple && message.size() == 2;
      const down* found = (tagged ? message[1] : message).get_if<down>();
      return found != nullptr && found->monitor == monitor;
    });
  }
  own.has_sent(0);
  return was_there;
}

}  // namespace fauxtp
