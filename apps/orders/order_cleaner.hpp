#pragma once

#include <chrono>
#include <fauxtp/actor.hpp>

#include "order_table.hpp"

namespace orders {

struct order_cleaner_options {
  std::chrono::milliseconds keep{std::chrono::hours(24 * 30)};  ///< orders that are done
  std::chrono::milliseconds every{std::chrono::minutes(1)};
};

/// Removes orders that were done long ago, some at a time, so that it never holds many locks. Dead
/// letters stay until somebody decides about them.
class order_cleaner : public fauxtp::actor {
 public:
  explicit order_cleaner(order_cleaner_options options) : options_(options) {}

 private:
  void run() override;

  const order_cleaner_options options_;
  const order_table table_;
};

}  // namespace orders
