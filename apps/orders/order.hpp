#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace orders {

/// What a client orders.
struct order {
  std::string customer;
  std::string item;
  std::int64_t quantity = 0;
};

/// A client's mistake; what() says what was found and what was expected.
class bad_order : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads `{"customer": "ann", "item": "tea", "quantity": 2}`. Throws bad_order.
order order_from_json(std::string_view text);

/// The same for the other way.
std::string to_json(std::int64_t id, const order& from);

/// `{"id": 1, "state": "done"}`
std::string to_json(std::int64_t id, std::string_view state);

/// `{"error": "…"}`
std::string error_json(std::string_view what);

}  // namespace orders
