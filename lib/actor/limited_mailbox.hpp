#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actor/overload.hpp"
#include "actor/process_table.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::runtime {
struct parcel;
}

namespace fauxtp::detail {

class mailbox_scan;
class message;
class process;
class route;

/// Whether senders must take note of a rule of that actor's mailbox. Any thread.
inline bool has_limit(const process_slot& slot) noexcept {
  return slot.limit.load(std::memory_order_relaxed) != 0;
}

/// Whether there is a rule for requests that wait too long.
inline bool has_ages(const mailbox_limit& limit) noexcept {
  return limit.max_age != infinity || limit.shed.target != infinity;
}

/// A sender that waits until a mailbox has room. It goes on when this object is gone.
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

/// What the mailbox of an actor has besides its messages if it has, or had, a limit: it says which
/// messages are let in, which are dropped, which have waited too long, and which senders wait for
/// room.
class limited_mailbox {
 public:
  explicit limited_mailbox(process& owner) noexcept;

  /// Messages that lie there already do not count. A message that was counted counts until it is
  /// taken, even if there is no limit any more.
  void limit(mailbox_limit limit) noexcept;
  const mailbox_limit& limit() const noexcept { return limit_; }

  /// False if the message was dropped.
  bool lets_in(message& arrived) noexcept;
  /// The message is to be answered with that reference: if it is dropped, its sender is told.
  void is_call(const message& arrived, ref request) { calls_.emplace(&arrived, request); }
  /// The message has priority: it goes before all others, and looks that go on see it.
  void comes_first(message& arrived) noexcept;
  /// A message was taken out of the mailbox.
  void has_shrunk(const message& taken) noexcept;

  /// It is the turn of that request. True if it is to be shed.
  bool is_too_old(const message& request) noexcept;
  std::uint64_t sheds() noexcept { return ++shed_; }
  std::uint64_t shed() const noexcept { return shed_; }

  void wants_room(waiting_sender sender) noexcept;
  void let_senders_go() noexcept { senders_.clear(); }

  /// A look through the mailbox begins; returns the one that began before it, if one is known.
  mailbox_scan* begin_scan(mailbox_scan& begun) noexcept;
  void end_scan(mailbox_scan* outer) noexcept { scan_ = outer; }

 private:
  runtime::parcel** oldest_to_drop() noexcept;
  void drop(message* unwanted) noexcept;
  void overflows() noexcept;
  void report_losses() noexcept;

  process& owner_;
  mailbox_limit limit_;
  overload overload_;
  std::uint64_t shed_ = 0;
  std::size_t counted_ = 0;                        // the messages in the mailbox that count
  std::vector<waiting_sender> senders_;            // senders that wait
  std::unordered_map<const message*, ref> calls_;  // the requests of messages that lie there
  mailbox_scan* scan_ = nullptr;                   // the newest look through the mailbox
  bool knows_scans_;            // false: there may be one that began before the limit
  std::uint32_t reported_ = 0;  // how many lost messages the last report told of
};

/// Throws std::invalid_argument if a time of the limit is not more than zero.
const mailbox_limit& checked(const mailbox_limit& limit);

/// See post.hpp; for a receiver whose mailbox has a limit. The first may wait.
std::size_t post_within_limit(route way, pid to, term&& content);
bool post_call_within_limit(route way, pid to, pid watcher, ref monitor, term&& content);
/// The running actor waits until that actor has room for its messages.
void wait_for_room(pid full);

}  // namespace fauxtp::detail
