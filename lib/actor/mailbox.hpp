#pragma once

#include <cstddef>
#include <string>

#include "actor/signal.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// A message on its way or in a mailbox: one piece of memory for its whole life.
class message final : public signal {
 public:
  message(pid to, term&& content) noexcept : signal(to), content(std::move(content)) {}
  void deliver() noexcept override;

  struct travels {};  // to another worker
  static void* operator new(std::size_t) { return runtime::block_cache<sizeof(message)>::take(); }
  static void* operator new(std::size_t, travels) {
    return runtime::block_cache<sizeof(message)>::take_for_travel();
  }
  static void operator delete(void* ended) noexcept {
    runtime::block_cache<sizeof(message)>::give_back(ended);
  }

  term content;
  runtime::time_point came{};  // to the mailbox
};

/// How many messages are before it, as far as is known here.
std::size_t deliver_message(pid to, term&& content);
/// A message and, before it, the request to watch its receiver: what a call sends.
void send_and_watch(pid to, pid watcher, ref monitor, term&& content);

/// The messages that an actor has not taken yet, oldest first. Only its own worker touches it.
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
  /// The oldest ones, at most so many, printed.
  std::string shown(std::size_t most) const;
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
