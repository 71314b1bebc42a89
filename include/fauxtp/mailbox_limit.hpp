#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/shedding.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What becomes of a message that finds the mailbox full.
enum class overflow : unsigned char {
  /// The message goes in, and its sender waits until the receiver has caught up: until a quarter of
  /// the mailbox is free, or until the receiver waits for a message.
  block,
  /// The message is dropped, and its sender is told: send throws mailbox_full. A message that an
  /// actor sends to itself goes in.
  reject,
  drop_oldest,  ///< the message goes in, and the oldest one is dropped
  drop_newest,  ///< the message is dropped
  exit  ///< the receiver ends with `("mailbox_overflow", limit)`, whether it traps exits or not
};

/// "block", "reject", …
std::string_view to_string(overflow policy) noexcept;

/// How many messages may wait for an actor, what becomes of further ones, how long requests may
/// wait, and when an operator is told of a long queue. Given with spawn_options, start_options, a
/// child_spec, or "mailbox" in an application's file.
///
/// ```cpp file=test/examples/mailbox_limit.cpp region=limit
/// const pid slow = spawn({.mailbox = {.messages = 2, .policy = overflow::reject}}, [] {
///   receive<open_for_business>();
///   for (;;) receive<order>();
/// });
/// send(slow, order{1});
/// send(slow, order{2});
/// try {
///   send(slow, order{3});
/// } catch (const mailbox_full& refused) {
///   log(severity::warning, refused.what());
/// }
/// ```
///
/// Messages of `send`, `cast`, `call` and `send_request` count, from when they are sent until they
/// are taken, whichever workers the actors live on. Exit signals, `down`s, replies, timers,
/// messages by an alias and those of `sys` do not count and are never dropped, so an actor with a
/// full mailbox can be stopped and looked at.
///
/// A `call` that is dropped fails at once with the cause `"mailbox_full"`. With `block` the message
/// of a call goes in: its caller waits anyway. So with `block` there are at most `messages`
/// messages, and one of each waiting sender. No sender is held up for ever: a receiver that waits
/// in a receive lets all senders go on. A sender does not wait if its wait would close a ring of
/// waits, if it sends to itself, or if it is no actor. A sender that is to end stops waiting, and
/// its message stays sent.
///
/// Not for actors that leave many messages for a later receive: those fill the mailbox, too.
/// `drop_oldest` and `exit` act where a message arrives: messages from other workers that are still
/// on their way come on top. An actor without a limit pays nothing; a limit costs an atomic
/// operation for each message that is sent and one for each that is taken. OTP has no such limit;
/// the nearest is max_heap_size with its kill.
struct mailbox_limit {
  std::size_t messages = 0;  ///< 0: no limit
  overflow policy = overflow::block;
  /// A server sheds a request that has waited for so long: see shedding. More than zero; infinity:
  /// none.
  duration max_age = infinity;
  shedding shed{};  ///< default: none
  /// The log has a line (`actor/long_message_queue`) when the actor has this many messages, twice,
  /// four times, … as many, with what it is doing then; and one when fewer than half of this many
  /// are left. Of bursts it tells every 10 s. 0: none; default: node_options::queue_alarm.
  std::optional<std::size_t> queue_alarm{};

  friend bool operator==(const mailbox_limit&, const mailbox_limit&) = default;
};

/// Thrown when a message was not sent, because its receiver's mailbox is full and the policy is
/// overflow::reject.
class mailbox_full : public std::runtime_error {
 public:
  mailbox_full(pid receiver, std::size_t limit);
  ~mailbox_full() override;
  pid receiver() const noexcept { return receiver_; }

 private:
  pid receiver_;
};

/// Changes all of an actor's limit while it runs, after all signals that the caller has sent to the
/// actor before. Senders that wait go on. If the actor had no limit until then, `drop_oldest` drops
/// the oldest message only from the actor's next receive on, and the newest one before that. Throws
/// std::invalid_argument if a time is not more than zero, as spawn does. Any thread.
void limit_mailbox(pid actor, mailbox_limit limit);

}  // namespace fauxtp
#pragma GCC visibility pop
