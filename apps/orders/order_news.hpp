#pragma once

#include <cstdint>
#include <fauxtp/gen_server.hpp>
#include <set>
#include <string>

namespace orders {

/// An order has been committed in this state.
struct order_change {
  std::int64_t id = 0;
  std::string state;
};

/// From now on the caller gets each order_change as a message.
struct listen {
  using reply = void;
};

/// Passes on what becomes of orders, to clients that listen. Registered as `order_news`.
class order_news
    : public fauxtp::gen_server<order_news, fauxtp::calls<listen>, fauxtp::casts<order_change>> {
 public:
  void handle_call(listen, const fauxtp::from& client);
  void handle_cast(const order_change& news);
  void handle_info(fauxtp::term message);

 private:
  std::set<fauxtp::pid> listeners_;
};

/// Tells the news, if anybody passes them on.
void tell(order_change news);

}  // namespace orders
