#pragma once

#include <cstddef>

#include "runtime/clock.hpp"

namespace fauxtp::runtime {

/// What the running fiber has done since it was switched to. No fiber is pre-empted, but an actor
/// that takes or sends messages without ever waiting must let others run now and then.
class turn {
 public:
  /// A message was taken. True if the turn is over: after very many messages, or when they took
  /// long.
  bool has_taken(const clock& time) noexcept { return ++taken_ >= next_look_ && is_over(time); }
  /// A message was sent to a receiver that has this many messages to take already. True if the turn
  /// is over: the longer the receiver's queue, the sooner, so that the receiver gets to work on it.
  bool has_sent(std::size_t queue) noexcept {
    sent_ += cost_of_sending + queue / 4;
    return sent_ >= most_cost;
  }
  /// The turn ends with the next message that is sent.
  void ends_soon() noexcept { sent_ = most_cost; }

 private:
  static constexpr std::size_t cost_of_sending = 16;
  static constexpr std::size_t most_cost = 4096;
  static constexpr std::size_t most_taken = 4096;
  static constexpr std::size_t first_look = 8;
  static constexpr nanoseconds longest = std::chrono::microseconds(100);

  // The time is read after 8, 16, 32, … messages: seldom if messages are quick to handle, soon
  // enough if they are not.
  bool is_over(const clock& time) noexcept {
    const time_point now = time.now();
    if (next_look_ == first_look) began_ = now;
    if (now - began_ > longest || taken_ >= most_taken) return true;
    next_look_ *= 2;
    return false;
  }

  std::size_t taken_ = 0;
  std::size_t next_look_ = first_look;
  std::size_t sent_ = 0;
  time_point began_{};
};

}  // namespace fauxtp::runtime
