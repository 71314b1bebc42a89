#pragma once

#include <cstddef>
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
    while (*link != nullptr && !is_looked_for(*static_cast<message*>(*link))) link = &(*link)->next;
    if (*link != nullptr) delete take(link);
  }

 private:
  runtime::parcel* first_ = nullptr;
  runtime::parcel** end_ = &first_;
  std::size_t size_ = 0;
};

}  // namespace fauxtp::detail
