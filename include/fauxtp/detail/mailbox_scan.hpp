#pragma once

#include <chrono>
#include <source_location>

#include "fauxtp/duration.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
struct parcel;
}

namespace fauxtp::detail {

class process;

/// A look through the running actor's mailbox, oldest message first.
class mailbox_scan {
 public:
  /// `where`: the line that waits, which is shown when the actor is looked at; an empty one stands
  /// for the loop of a server.
  explicit mailbox_scan(const std::source_location& where = {});
  mailbox_scan(const mailbox_scan&) = delete;
  mailbox_scan& operator=(const mailbox_scan&) = delete;
  ~mailbox_scan() {
    if (is_known_) [[unlikely]]
      leave();
  }

  /// How long all waits of this look together may take; without a limit they take for ever.
  void limit(duration wait);
  /// The message that is looked at, the oldest one first; nullptr behind the newest.
  const term* shown() const noexcept { return shown_; }
  /// Goes on to the next message.
  void next() noexcept;
  /// Takes the shown message out of the mailbox.
  term take();
  /// Behind the newest message: waits for a new one, and shows it. False when the time is up.
  bool wait();

  // For an actor whose messages may be dropped at any time: step_back() prepares all looks for the
  // removal of the message that hangs at `gone`; shows() says whether one of the looks is at this
  // content. Both go through all looks that have begun, the newest one first.
  static void step_back(mailbox_scan* newest, runtime::parcel** gone) noexcept;
  static bool shows(const mailbox_scan* newest, const term& content) noexcept;
  // For an actor that takes messages with priority: all looks see the one that hangs at this link,
  // at once if they are behind the newest message, else when they come there.
  static void see_first(mailbox_scan* newest, runtime::parcel** link) noexcept;

 protected:
  using time_point = std::chrono::steady_clock::time_point;

  // For a look that waits for other things, too.
  void show() noexcept;
  /// Whether its limit is zero: it does not wait.
  bool only_looks() const noexcept { return only_looks_; }
  bool poll();
  void begins_to_wait();
  void lets_senders_go();
  time_point deadline() const noexcept { return deadline_; }

 private:
  void enter();
  void leave() noexcept;
  void look_again() noexcept;

  process& owner_;
  std::source_location where_;
  runtime::parcel** link_;  // where the shown message hangs, or the next one will
  const term* shown_;
  bool only_looks_ = false;
  bool polled_ = false;
  bool is_known_ = false;  // to its actor
  bool again_ = false;     // a message with priority has come in front of the shown one
  mailbox_scan* outer_;    // the look that began before this one, if this is known
  time_point deadline_;
};

}  // namespace fauxtp::detail
#pragma GCC visibility pop
