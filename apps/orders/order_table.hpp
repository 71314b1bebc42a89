#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "order.hpp"

namespace orders {

/// An order that a worker has taken.
struct taken_order {
  std::int64_t id = 0;
  std::string until;  ///< when others may take it; names this taking
  order what;
};

/// What becomes of an order that has failed.
struct retry_rule {
  int attempts = 5;                            ///< after so many it is a dead letter
  std::chrono::milliseconds first_wait{1000};  ///< before the second attempt; then twice as long, …
  std::chrono::milliseconds longest_wait{600000};
};

/// The orders in the database, by its pool. `accept` and what begins with `read` throw
/// database_away if it cannot be done now; the other functions wait.
class order_table {
 public:
  /// Makes what is missing of the table, over a connection of its own.
  static void create(const std::string& database);

  explicit order_table(std::string pool = "database_pool") : pool_(std::move(pool)) {}

  /// Returns the id when the order is in the table for good; for a key that was used before, the id
  /// of then. Throws bad_order if that was for another order.
  std::int64_t accept(const order& what, const std::optional<std::string>& key) const;

  /// As JSON; nothing if there is none.
  std::optional<std::string> read(std::int64_t id) const;
  /// A list in JSON, the newest first. An empty state: all of them.
  std::string read_newest(const std::string& state, int most) const;
  /// Does nothing but find out whether the database is there.
  void read_nothing() const;

  /// Takes orders that are due, so that nobody else takes them for so long.
  std::vector<taken_order> take(int most, std::chrono::milliseconds lease) const;
  /// Nothing is changed if somebody else has taken the order meanwhile. Returns the new state;
  /// empty if nothing was changed.
  std::string settle_done(const taken_order& which) const;
  std::string settle_failed(const taken_order& which, const std::string& why,
                            const retry_rule& rule) const;

  /// Removes orders that were done so long ago, and returns how many; at most `most`.
  std::size_t remove_done(std::chrono::milliseconds age, int most) const;

 private:
  std::string pool_;
};

/// "accepted", "processing", "done", "dead_letter".
bool is_state(const std::string& name);
extern const char* const all_states;

}  // namespace orders
