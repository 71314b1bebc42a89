#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// A moment of a node's time.
using time_point = std::chrono::steady_clock::time_point;

/// The time of the running actor's node. It stands still if a test holds the node's clock
/// (testing.hpp). Throws std::logic_error outside an actor.
time_point now();
/// The moment when that much time will have passed; `time_point::max()` for infinity and for what
/// lies beyond.
time_point deadline_after(duration wait);

/// The time by the machine's clock, by which people live. It may be set, forward or back, so it is
/// not for measuring; now() is. In a test it is what testing::node says.
std::chrono::system_clock::time_point wall_clock();

/// Names a timer, which is a message that is to be sent later.
struct timer_ref {
  ref id;
  std::uint32_t worker = 0;
  std::uint32_t place = 0;

  friend bool operator==(const timer_ref&, const timer_ref&) = default;
};

/// What start_timer sends.
struct timeout {
  timer_ref timer;
  term content;
};

/// Sends the message after this time, never earlier, with a resolution of 100 µs (OTP: a
/// millisecond). Messages to one actor for the same instant are sent in the order of the calls.
/// The timer ends with the actor that the message is for (T13), not with the actor that armed the
/// timer. Throws std::logic_error outside an actor.
///
/// ```cpp file=test/examples/timer.cpp region=timer
/// const timer_ref reminder = send_after(3s, self(), "tea");
/// const std::optional<duration> soon = read_timer(reminder);    // 3 s
/// const std::optional<duration> left = cancel_timer(reminder);  // 3 s: it was not sent
/// ```
timer_ref send_after(duration wait, pid to, term message);
/// Sends the message to the actor that has the name when the time has come; the message is dropped
/// if there is none (T11).
timer_ref send_after(duration wait, std::string_view to, term message);

/// Sends the message again and again, the first time after one period, until the timer is
/// cancelled. The times are multiples of the period from now on, so the timer does not drift;
/// times that a busy worker has missed are left out. A message that waits in the mailbox keeps none
/// from coming: a receiver that needs longer than a period had better use send_after each time. The
/// message must be one that can be copied, else throws bad_term (term::clone). Throws
/// std::invalid_argument if the period is not more than zero.
///
/// ```cpp file=test/examples/timer.cpp region=interval
/// const timer_ref clock = send_interval(1s, self(), "tick");
/// for (int i = 0; i < 3; ++i) receive(on("tick", [] {}));
/// cancel_timer(clock);
/// ```
///
/// OTP's timer:send_interval/3 also sends for times that it has missed.
timer_ref send_interval(duration period, pid to, const term& message);
timer_ref send_interval(duration period, std::string_view to, const term& message);

/// The same as send_after, but the message is `timeout{the timer, content}` (N2): it names its
/// timer, so that the message of a timer that was cancelled too late can be told from that of the
/// next timer.
timer_ref start_timer(duration wait, pid to, term content);
timer_ref start_timer(duration wait, std::string_view to, term content);

/// What is left of the timer's time, or nothing if it has expired or was cancelled. For any actor
/// of the node.
std::optional<duration> read_timer(timer_ref timer);

/// Takes the timer back. Returns what was left of its time, or nothing if it has expired or was
/// cancelled. Any actor of the node may do this; after it returns the message is not sent any more,
/// but a message that was sent before lies in the mailbox (N2).
std::optional<duration> cancel_timer(timer_ref timer);

}  // namespace fauxtp
#pragma GCC visibility pop
