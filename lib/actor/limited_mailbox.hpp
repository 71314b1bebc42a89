#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actor/process_table.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

class mailbox_scan;
class message;

/// How many messages an actor with a limit has: those in its mailbox, and those on their way there.
/// The count stands in one word with the generation that it belongs to, so that a message to an
/// actor that has ended never counts for the next user of its slot.
namespace crowd {

inline std::uint64_t of(std::uint32_t generation, std::uint32_t messages) noexcept {
  return std::uint64_t{generation} << 32 | messages;
}
inline std::uint32_t generation(std::uint64_t crowd) noexcept {
  return static_cast<std::uint32_t>(crowd >> 32);
}
inline std::uint32_t size(std::uint64_t crowd) noexcept {
  return static_cast<std::uint32_t>(crowd);
}

/// Any thread: counts one more message, unless there are `most` already. Returns how many there are
/// now, or nothing if the message was not counted. If the actor has ended, the number has no
/// meaning.
std::optional<std::uint32_t> enter(process_slot& slot, pid actor, std::uint32_t most) noexcept;
/// Owner: counts `by` more messages, or fewer. Returns how many there are now.
std::uint32_t change(process_slot& slot, std::int32_t by) noexcept;

}  // namespace crowd

inline std::uint32_t as_limit(std::size_t messages) noexcept {
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(messages, std::numeric_limits<std::int32_t>::max()));
}

/// A sender that waits until an actor has room for its messages. It goes on when this object is
/// gone.
class waiting_sender {
 public:
  waiting_sender(pid sender, ref request) noexcept : sender_(sender), request_(request) {}
  waiting_sender(waiting_sender&& other) noexcept
      : sender_(std::exchange(other.sender_, {})), request_(other.request_) {}
  waiting_sender& operator=(waiting_sender&& other) noexcept {
    std::swap(sender_, other.sender_);
    std::swap(request_, other.request_);
    return *this;
  }
  ~waiting_sender();
  pid who() const noexcept { return sender_; }

 private:
  pid sender_;
  ref request_;
};

/// What an actor with a limit keeps for it.
struct limited_mailbox {
  mailbox_limit limit;
  std::size_t counted = 0;                        // the messages in the mailbox that count
  std::vector<waiting_sender> senders;            // senders that wait
  std::unordered_map<const message*, ref> calls;  // the requests of messages that lie there
  mailbox_scan* scan = nullptr;                   // the newest look through the mailbox
  bool knows_scans = true;     // false: there may be one that began before the limit
  std::uint32_t reported = 0;  // how many lost messages the last report told of
};

/// `send` to an actor that has a limit. May wait. Returns how many messages are before this one, as
/// far as that is known.
std::size_t send_within_limit(process_slot& slot, pid to, term&& content);
/// Sends what a call sends to such an actor; does not wait. True if the sender should call
/// wait_for_room.
bool ask_within_limit(process_slot& slot, pid to, pid watcher, ref monitor, term&& content);
/// The running actor waits until that actor has caught up.
void wait_for_room(pid crowded);

}  // namespace fauxtp::detail
