#pragma once

#include <cstddef>

#include "actor/signal.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// A message on its way or in a mailbox: one piece of memory for its whole life.
class message final : public signal {
 public:
  message(pid to, term content) : signal(to), content(std::move(content)) {}
  void deliver() noexcept override;

  term content;
};

/// The messages that an actor has not taken yet, oldest first. Only its own worker touches it.
class mailbox {
 public:
  mailbox() = default;
  ~mailbox();
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;

  void append(message& arrived) noexcept;
  /// Takes out the message that hangs at this link.
  message* take(runtime::parcel** link) noexcept;
  runtime::parcel** first() noexcept { return &first_; }
  std::size_t size() const noexcept { return size_; }
  void clear() noexcept;
  /// Drops the oldest message of which that is true, if there is one.
  template <class Predicate>
  void remove_first(Predicate is_it) {
    runtime::parcel** link = &first_;
    while (*link != nullptr && !is_it(static_cast<message*>(*link)->content)) {
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
