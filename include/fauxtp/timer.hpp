#pragma once

#include <cstddef>
#include <optional>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

/// Names a message that send_after will send.
struct timer_ref {
  ref id;
  std::size_t worker = 0;

  friend bool operator==(const timer_ref&, const timer_ref&) = default;
};

/// Sends the message after that time, never earlier, with a resolution of a millisecond. Messages
/// for the same instant are sent in the order of the calls. The timer does not end with the actor
/// that armed it. Throws std::logic_error outside an actor.
///
/// ```cpp file=test/examples/timer.cpp region=timer
/// const timer_ref reminder = send_after(3s, self(), "tea");
/// const std::optional<duration> left = cancel_timer(reminder);  // 3 s: it was not sent
/// ```
timer_ref send_after(duration wait, pid to, term message);

/// Takes the timer back: what was left of its time, or nothing if it has expired or was cancelled.
/// Any actor of the node may do it; after it returns the message is not sent any more, but one that
/// was sent before lies in the mailbox (N2).
std::optional<duration> cancel_timer(timer_ref timer);

}  // namespace fauxtp
