#include "order_news.hpp"

#include <fauxtp/call.hpp>
#include <fauxtp/link.hpp>
#include <fauxtp/send.hpp>
#include <utility>

namespace orders {

void order_news::handle_call(listen, const fauxtp::from& client) {
  if (listeners_.insert(client.client).second) fauxtp::monitor(client.client);
}

// One that does not read fast enough ends, by the limit of its mailbox, and holds up nobody.
void order_news::handle_cast(const order_change& news) {
  for (const fauxtp::pid each : listeners_) fauxtp::send(each, news);
}

void order_news::handle_info(fauxtp::term message) {
  if (const auto* end = message.get_if<fauxtp::down>()) listeners_.erase(end->actor);
}

void tell(order_change news) { fauxtp::cast("order_news", std::move(news)); }

}  // namespace orders
