#pragma once

#include <fauxtp/http.hpp>
#include <string>

#include "order_table.hpp"

namespace orders {

/// One connection of a client over HTTP:
///
///   POST /orders                     takes an order; 201 when it is committed
///   GET  /orders?state=…&limit=…     the newest orders
///   GET  /orders/ID                  one order
///   GET  /orders/events              what becomes of orders, as it happens (Server-Sent Events)
///   GET  /health                     whether the database is there
///
/// A mistake is answered with 400 and `{"error": "…"}`, a database that is away or too busy with
/// 503 and Retry-After.
class order_api : public fauxtp::http::connection {
 public:
  order_api() : connection({.body = 64 * 1024}) {}

 private:
  fauxtp::http::response handle(const fauxtp::http::request& asked) override;
  fauxtp::http::response route(const fauxtp::http::request& asked);
  fauxtp::http::response take(const fauxtp::http::request& asked) const;
  fauxtp::http::response list(std::string_view parameters) const;
  fauxtp::http::response show(std::string_view id) const;
  fauxtp::http::response health() const;
  fauxtp::http::response send_events(const fauxtp::http::request& asked);

  const order_table table_;
};

}  // namespace orders
