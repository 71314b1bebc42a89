// Messages to actors.
#include "fauxtp/send.hpp"

#include <stdexcept>

#include "actor/mailbox.hpp"
#include "actor/limited_mailbox.hpp"
#include "actor/local_node.hpp"

namespace fauxtp {

namespace detail {

namespace {

[[gnu::always_inline]] inline std::size_t deliver(process_slot& slot, pid to, term&& content) {
  if (lives_here(slot)) {
    slot.owner().accept(*new message(to, std::move(content)));
    return slot.owner().messages().size();
  }
  dispatch(slot, std::unique_ptr<signal>(new (message::travels{}) message(to, std::move(content))));
  return 0;
}

[[gnu::always_inline]] inline std::size_t deliver_counted(pid to, term&& content) {
  process_slot* slot = process_table::find(to);
  if (slot == nullptr) return 0;
  if (slot->limit.load(std::memory_order_relaxed) != 0) [[unlikely]] {
    return send_within_limit(*slot, to, std::move(content));
  }
  return deliver(*slot, to, std::move(content));
}

}  // namespace

std::size_t deliver_message(pid to, term&& content) {
  process_slot* slot = process_table::find(to);
  return slot == nullptr ? 0 : deliver(*slot, to, std::move(content));
}

}  // namespace detail

void send(pid to, term message) {
  detail::process* const sender = detail::process::current_or_null();
  if (detail::is_observed && sender != nullptr && sender->traced()) [[unlikely]] {
    sender->trace_sending(to, message);
  }
  const std::size_t queue = detail::deliver_counted(to, std::move(message));
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
