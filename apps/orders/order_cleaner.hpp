#pragma once

#include <chrono>

namespace orders {

struct order_cleaner_options {
  std::chrono::milliseconds keep{std::chrono::hours(24 * 30)};  ///< orders that are done
};

/// A job that removes orders that were done long ago, some at a time, so that it never holds many
/// locks. Dead letters stay until somebody decides about them.
void order_cleaner(order_cleaner_options options);

}  // namespace orders
