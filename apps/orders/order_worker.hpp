#pragma once

#include <chrono>
#include <fauxtp/actor.hpp>
#include <string>

#include "order_table.hpp"

namespace orders {

struct order_worker_options {
  std::string warehouse;  ///< whom each order is told to, by POST: "http://127.0.0.1:9000/"
  int batch = 10;         ///< so many orders are taken at once
  int attempts = 5;       ///< after so many an order is a dead letter
  std::chrono::milliseconds first_wait{1000};      ///< before the second attempt
  std::chrono::milliseconds longest_wait{600000};  ///< between two attempts
  std::chrono::milliseconds pause{200};            ///< when no order is due
  std::chrono::milliseconds limit{2000};           ///< for the warehouse to answer
  std::chrono::milliseconds lease{60000};  ///< then others take the orders of a worker that is gone
};

/// Takes orders that are due and tells all of them to the warehouse at the same time, each with its
/// id as Idempotency-Key: an order is told again if a worker ends between the telling and the
/// writing of it. While the database is away, it waits, and that is no attempt.
class order_worker : public fauxtp::actor {
 public:
  /// Throws std::invalid_argument if telling an order may take longer than the lease.
  explicit order_worker(order_worker_options options);

 private:
  void run() override;

  const order_worker_options options_;
  const order_table table_;
};

}  // namespace orders
