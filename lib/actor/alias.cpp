// Addresses that an actor can take back.
#include "fauxtp/alias.hpp"

#include <ostream>
#include <stdexcept>

#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/signals.hpp"

namespace fauxtp {

std::string to_string(const alias& address) {
  return "#alias<0." + std::to_string(address.owner.slot()) + '.' +
         std::to_string(address.owner.generation()) + '.' + std::to_string(address.id.value()) +
         '>';
}

std::ostream& operator<<(std::ostream& out, const alias& address) {
  return out << to_string(address);
}

namespace {
alias made_alias(alias_mode mode, bool has_priority) {
  if (mode != alias_mode::explicit_unalias && mode != alias_mode::reply) {
    throw std::invalid_argument("fauxtp: make_alias: this mode is for the alias of a monitor");
  }
  detail::process& own = detail::process::current();
  const alias made{own.id(), make_ref()};
  own.relations().open_alias(made.id, mode, has_priority);
  if (has_priority) own.takes_priority();
  return made;
}
}  // namespace

alias make_alias(alias_mode mode) { return made_alias(mode, false); }
alias make_priority_alias(alias_mode mode) { return made_alias(mode, true); }

bool unalias(const alias& address) {
  detail::process& own = detail::process::current();
  return address.owner == own.id() && own.relations().close_alias(address.id);
}

alias alias_of(ref monitor) { return {self(), monitor}; }

namespace {
void send_by(const alias& to, term&& message, bool has_priority) {
  detail::emit<detail::alias_message>(to.owner, to.id, std::move(message), has_priority);
  if (detail::process* sender = detail::process::current_or_null()) sender->has_sent(0);
}
}  // namespace

void send(const alias& to, term message) { send_by(to, std::move(message), false); }
void send_priority(const alias& to, term message) { send_by(to, std::move(message), true); }

}  // namespace fauxtp
