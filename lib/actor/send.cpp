// Messages to actors.
#include "fauxtp/send.hpp"

#include <stdexcept>

#include "actor/node_core.hpp"

namespace fauxtp {

void send(pid to, term message) { detail::emit<detail::message>(to, std::move(message)); }

void send(std::string_view name, term message) {
  const pid to = whereis(name);
  if (!to) {
    throw std::invalid_argument("fauxtp: send: nobody is registered as \"" + std::string(name) +
                                "\"");
  }
  send(to, std::move(message));
}

}  // namespace fauxtp
