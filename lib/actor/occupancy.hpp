#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

namespace fauxtp::detail {

/// How many messages count for an actor whose mailbox has a limit: those that lie there, and those
/// on their way. The number stands in one word with the generation of the slot's user, so that a
/// message to an actor that has ended never counts for the next one.
class occupancy {
 public:
  /// A new user of the slot: nothing counts for it yet.
  void begin(std::uint32_t generation) noexcept {
    word_.store(std::uint64_t{generation} << 32, std::memory_order_relaxed);
  }
  std::uint32_t size() const noexcept { return size_of(word_.load()); }

  /// Any thread: counts one more message, unless there are `most` already. Returns how many there
  /// are now, or nothing if the message was not counted. If that generation has ended, the number
  /// has no meaning.
  std::optional<std::uint32_t> enter(std::uint32_t generation, std::uint32_t most) noexcept {
    std::uint64_t seen = word_.load();
    for (;;) {
      if (seen >> 32 != generation) return 0;
      if (size_of(seen) >= most) return std::nullopt;
      if (word_.compare_exchange_weak(seen, seen + 1)) return size_of(seen) + 1;
    }
  }
  /// Owner: one message counts no longer. Returns how many there are now.
  std::uint32_t leave() noexcept { return size_of(word_.fetch_sub(1) - 1); }

 private:
  static std::uint32_t size_of(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word);
  }
  std::atomic<std::uint64_t> word_{0};
};

}  // namespace fauxtp::detail
