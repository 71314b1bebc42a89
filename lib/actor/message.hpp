#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "actor/signal.hpp"
#include "fauxtp/term.hpp"
#include "runtime/block_cache.hpp"
#include "runtime/clock.hpp"

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

  /// When the message came into the mailbox, or was sent.
  runtime::time_point came() const noexcept {
    return runtime::time_point(runtime::time_point::duration(came_ & ~all_bits));
  }
  /// Whether it has brought the time when it was sent, which counts then.
  bool has_time() const noexcept { return (came_ & ~all_bits) != 0; }
  /// The message has come now, and does not count.
  void comes(runtime::time_point now) noexcept {
    came_ = now.time_since_epoch().count() & ~all_bits;
  }
  /// Whether it counts against the limit of its receiver's mailbox.
  bool is_counted() const noexcept { return (came_ & counted_bit) != 0; }
  void count() noexcept { came_ |= counted_bit; }
  bool has_priority() const noexcept { return (came_ & priority_bit) != 0; }
  void gets_priority() noexcept { came_ |= priority_bit; }

  term content;

 private:
  // These lie in one word with the time, so that a message is one cache line.
  static constexpr std::int64_t counted_bit = 1;
  static constexpr std::int64_t priority_bit = 2;
  static constexpr std::int64_t all_bits = counted_bit | priority_bit;
  std::int64_t came_ = 0;
};
static_assert(sizeof(message) == 64);

}  // namespace fauxtp::detail
