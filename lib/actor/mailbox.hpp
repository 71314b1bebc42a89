#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "actor/message.hpp"

namespace fauxtp::detail {

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
  /// Puts the message before those without priority. Returns the link at which it hangs.
  runtime::parcel** insert_first(message& arrived) noexcept {
    runtime::parcel** link = &first_;
    while (*link != nullptr && static_cast<message*>(*link)->has_priority()) link = &(*link)->next;
    arrived.gets_priority();
    arrived.next = *link;
    if (*link == nullptr) end_ = &arrived.next;
    *link = &arrived;
    ++size_;
    return link;
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
  /// Whether it has so many messages that its actor is to be reported.
  bool is_long() const noexcept { return size_ >= alarm_; }
  /// From this many messages on it is long; 0: never.
  void alarm_at(std::size_t messages) noexcept {
    constexpr std::size_t never = std::numeric_limits<std::uint32_t>::max();
    alarm_ = static_cast<std::uint32_t>(messages == 0 ? never : std::min(messages, never));
  }
  std::size_t alarm() const noexcept { return alarm_; }
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
    while (*link != nullptr && !is_looked_for(*static_cast<message*>(*link))) link = &(*link)->next;
    if (*link != nullptr) delete take(link);
  }

 private:
  runtime::parcel* first_ = nullptr;
  runtime::parcel** end_ = &first_;
  // The two lie in one word, because each message touches both.
  std::uint32_t size_ = 0;
  std::uint32_t alarm_ = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace fauxtp::detail
