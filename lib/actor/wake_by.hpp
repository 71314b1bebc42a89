#pragma once

namespace fauxtp::detail {

/// What a waiting actor is woken by, besides its deadline. What is to end it wakes it too, unless
/// it waits for nothing but being woken on purpose.
enum class wake_by : unsigned char { nothing = 0, end = 1, message = 2, answer = 4, child = 8 };

constexpr wake_by operator|(wake_by left, wake_by right) noexcept {
  return static_cast<wake_by>(static_cast<unsigned char>(left) | static_cast<unsigned char>(right));
}

constexpr bool includes(wake_by events, wake_by event) noexcept {
  return (static_cast<unsigned>(events) & static_cast<unsigned>(event)) != 0;
}

}  // namespace fauxtp::detail
