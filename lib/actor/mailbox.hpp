#pragma once

#include <cstddef>
#include <string>

#include "actor/signal.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// A message on its way or in a mailbox: it stays in one piece of memory for its whole life.
class message final : public signal {
 public:
  message(pid to, term&& content) noexcept : signal(to), content(std::move(content)) {}
  void deliver() noexcept override;

  struct travels {};  // for messages to another worker
  static void* operator new(std::size_t) { return runtime::block_cache<sizeof(message)>::take(); }
  static void* operator new(std::size_t, travels) {
    return runtime::block_cache<sizeof(message)>::take_for_travel();
  }
  static void operator delete(void* ended) noexcept {
    runtime::block_cache<sizeof(message)>::give_back(ended);
  }

  /// When the message came into the mailbox.
  runtime::time_point came() const noexcept {
    return runtime::time_point(runtime::time_point::duration(came_ & ~counted_bit));
  }
  /// The message has come now, and does not count.
  void comes(runtime::time_point now) noexcept {
    came_ = now.time_since_epoch().count() & ~counted_bit;
  }
  /// Whether it counts against the limit of its receiver's mailbox.
  bool is_counted() const noexcept { return (came_ & counted_bit) != 0; }
  void count() noexcept { came_ |= counted_bit; }

  term content;

 private:
  // This lies in one word with the time, so that a message is one cache line.
  static constexpr std::int64_t counted_bit = 1;
  std::int64_t came_ = 0;
};
static_assert(sizeof(message) == 64);

/// Sends a message that counts against no limit. Returns how many messages are before it, as far as
/// that is known here.
std::size_t deliver_message(pid to, term&& content);
/// Sends a message and, before it, the request to watch its receiver, which is what a call sends.
/// True if the receiver is crowded, and the sender should wait_for_room.
bool send_and_watch(pid to, pid watcher, ref monitor, term&& content);
/// The same for a message that only servers take: it counts against no limit, and if the receiver
/// is no server, the request fails at once with `not_a_server`.
void ask_system_and_watch(pid to, pid watcher, ref monitor, term&& content);

/// The messages that an actor has not taken yet, oldest first. Only the actor's own worker touches
/// it.
class mailbox {
 public:
  mailbox() = default;
  ~mailbox();
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;

  void append(message& arrived) noexcept {
    arrived.next = nullptr;
    *end_ = &arrived;
    end_ = &arrived.next;
    ++size_;
  }
  /// Takes out the message that hangs at this link.
  message* take(runtime::parcel** link) noexcept {
    auto* taken = static_cast<message*>(*link);
    *link = taken->next;
    if (end_ == &taken->next) end_ = link;
    --size_;
    return taken;
  }
  runtime::parcel** first() noexcept { return &first_; }
  const message* oldest() const noexcept { return static_cast<const message*>(first_); }
  std::size_t size() const noexcept { return size_; }
  /// The oldest messages, at most this many, printed.
  std::string shown(std::size_t most) const;
  void clear() noexcept;
  /// Drops the oldest message that counts against no limit and for which `is_it` is true, if there
  /// is one.
  template <class Predicate>
  void remove_first(Predicate is_it) {
    runtime::parcel** link = &first_;
    const auto is_looked_for = [&](const message& lying) {
      return !lying.is_counted() && is_it(lying.content);
    };
    while (*link != nullptr && !is_looked_for(*static_cast<message*>(*link))) {
      link = &(*link)->next;
    }
    if (*link != nullptr) delete take(link);
  }

 private:
  runtime::parcel* first_ = nullptr;
  runtime::parcel** end_ = &first_;
  std::size_t size_ = 0;
};

}  // namespace fauxtp::detail
