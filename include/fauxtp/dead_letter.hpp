#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Why nobody has taken a message.
enum class dead_letter_kind : unsigned char {
  no_actor,      ///< its receiver has ended, or nobody has the name
  late_reply,    ///< a reply for which nobody waits any more
  mailbox_full,  ///< the mailbox of its receiver was full: it was rejected or dropped
  shed,          ///< it had waited too long: see shedding
  left_out,      ///< a call whose caller had given up: see deadline()
  unread         ///< it lay in the mailbox of an actor that has ended
};

/// "no_actor", "late_reply", …
std::string_view to_string(dead_letter_kind why) noexcept;

/// How many dead letters there were.
struct dead_letter_counts {
  std::uint64_t no_actor = 0;
  std::uint64_t late_reply = 0;
  std::uint64_t mailbox_full = 0;
  std::uint64_t shed = 0;
  std::uint64_t left_out = 0;
  std::uint64_t unread = 0;

  friend bool operator==(const dead_letter_counts&, const dead_letter_counts&) = default;
};

/// What nobody has taken, on the running actor's node since it began: each message, request and
/// reply that was sent there and reached no actor is counted once, under one kind. What an actor
/// has dropped is counted for that actor, too (process_info: `lost`, `shed`, `left_out`).
///
/// The log (`actor/dead_letter`) names the first ten that had no receiver, or that were late
/// replies, with who has sent what to whom; later ones are told by their number, every ten seconds
/// at most. Kinds that the receiver has dropped are told in the receiver's name.
///
/// It says how a program goes on, not that it is wrong: actors end while others send to them. A
/// message that a thread without a node has sent to an actor that has ended is counted nowhere. In
/// OTP such messages leave no trace.
dead_letter_counts count_dead_letters();

/// One of them, for an actor that has subscribed.
struct dead_letter {
  dead_letter_kind why = dead_letter_kind::no_actor;
  pid sender{};           ///< empty if it is not known: the message was on its way already
  pid receiver{};         ///< empty if nobody has the name
  std::string name{};     ///< if it was sent to a name that nobody has
  std::string message{};  ///< printed: its first 200 bytes
  /// It takes one of the places of its subscription until this is gone.
  std::shared_ptr<const void> place{};
};

/// The running actor gets a `dead_letter` message for each dead letter of its node from now on, of
/// all kinds but `unread`; but no more than `most` that it has not taken yet. Further ones are only
/// counted, so that a flood of them holds up neither their senders nor this actor. It ends with the
/// actor, or with unsubscribe_dead_letters(); an actor that subscribes again changes `most`.
///
/// ```cpp file=test/examples/dead_letter.cpp region=subscribe
/// subscribe_dead_letters();
/// send(ended, "are you there?");
/// const auto found = receive<dead_letter>(1s);
/// if (found) log(severity::info, found->message + " has reached nobody");
/// ```
///
/// Not for a protocol: whoever must know whether a message has arrived uses a call, or a monitor.
void subscribe_dead_letters(std::size_t most = 100);
void unsubscribe_dead_letters();

}  // namespace fauxtp
#pragma GCC visibility pop
