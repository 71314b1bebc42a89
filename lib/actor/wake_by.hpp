#pragma once

namespace fauxtp::detail {

/// The events that wake a waiting actor, besides its deadline. A signal that ends the actor wakes
/// it too, unless the actor waits for `nothing`, which only a wake-up with `nothing` ends.
enum class wake_by : unsigned char {
  nothing = 0,
  end = 1,
  message = 2,
  answer = 4,
  child = 8,
  io = 16
};

constexpr wake_by operator|(wake_by left, wake_by right) noexcept {
  return static_cast<wake_by>(static_cast<unsigned char>(left) | static_cast<unsigned char>(right));
}

constexpr bool includes(wake_by events, wake_by event) noexcept {
  return (static_cast<unsigned>(events) & static_cast<unsigned>(event)) != 0;
}

}  // namespace fauxtp::detail
