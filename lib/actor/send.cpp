// Messages to actors.
#include "fauxtp/send.hpp"

#include <stdexcept>
#include <string>

#include "actor/dead_letter_office.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/registry_state.hpp"
#include "actor/tracing.hpp"

namespace fauxtp {

void send(pid to, term message) {
  detail::process* const sender = detail::process::current_or_null();
  if (detail::is_observed && sender != nullptr && sender->traced()) [[unlikely]] {
    detail::trace_sending(*sender, to, message);
  }
  const std::size_t queue = detail::post_counted_message(to, std::move(message));
  if (sender != nullptr) sender->has_sent(queue);
}

void send(std::string_view name, term message) {
  detail::registry_state& names = detail::own_names();
  if (const pid named = names.find(name)) return send(named, std::move(message));
  const detail::registry_state::holder holder = names.look_up(name);
  const pid to = holder.pool ? holder.pool->choose({}, {}).actor : holder.actor;
  if (to) return send(to, std::move(message));
  detail::is_dead_letter(dead_letter_kind::no_actor, detail::running_sender(), to, message, name);
  throw std::invalid_argument("fauxtp: send: " +
                              (holder.pool
                                   ? holder.pool->why_nobody({}, detail::process::current().now())
                                   : "nobody is registered as \"" + std::string(name) + "\""));
}

}  // namespace fauxtp
