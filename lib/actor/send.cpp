// Messages to actors.
#include "fauxtp/send.hpp"

#include <stdexcept>
#include <string>

#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/tracing.hpp"
#include "fauxtp/registry.hpp"

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
  const pid to = whereis(name);
  if (!to) {
    throw std::invalid_argument("fauxtp: send: nobody is registered as \"" + std::string(name) +
                                "\"");
  }
  send(to, std::move(message));
}

}  // namespace fauxtp
