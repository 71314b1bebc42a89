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

alias make_alias(alias_mode mode) {
  if (mode != alias_mode::explicit_unalias && mode != alias_mode::reply) {
    throw std::invalid_argument("fauxtp: make_alias: this mode is for the alias of a monitor");
  }
  detail::process& own = detail::process::current();
  const alias made{own.id(), make_ref()};
  own.relations().open_alias(made.id, mode);
  return made;
}

bool unalias(const alias& address) {
  detail::process& own = detail::process::current();
  return address.owner == own.id() && own.relations().close_alias(address.id);
}

alias alias_of(ref monitor) { return {self(), monitor}; }

void send(const alias& to, term message) {
  detail::emit<detail::alias_message>(to.owner, to.id, std::move(message));
  if (detail::process* sender = detail::process::current_or_null()) sender->has_sent(0);
}

}  // namespace fauxtp
