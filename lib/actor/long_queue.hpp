#pragma once

#include <cstddef>

#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// What the log was told of an actor's long mailbox.
struct long_queue {
  std::size_t first = 0;  // the number of messages from which on the mailbox is long
  bool told = false;      // that it is long now
  std::size_t most_told = 0;
  runtime::time_point quiet_until{};

  /// The next number to be told: the first one, doubled until it is more than there are.
  std::size_t next(std::size_t size) const noexcept {
    std::size_t number = first;
    while (number <= size) number *= 2;
    return number;
  }
};

}  // namespace fauxtp::detail
