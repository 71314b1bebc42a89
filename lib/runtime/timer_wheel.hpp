#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "runtime/clock.hpp"

namespace fauxtp::runtime {

/// Something that happens at a time. It belongs to the code that armed it, which must keep it alive
/// until it has expired or was cancelled. It is armed in one wheel at a time.
class timer {
 public:
  timer() = default;
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;
  virtual ~timer() = default;

  bool armed() const noexcept { return next_ != nullptr; }
  time_point deadline() const noexcept { return deadline_; }

 private:
  friend class timer_wheel;
  /// Called on the worker's thread; the timer is disarmed already.
  virtual void expired() noexcept = 0;

  time_point deadline_{};
  std::uint64_t tick_ = 0;
  std::uint8_t level_ = 0;
  timer* prev_ = nullptr;
  timer* next_ = nullptr;
};

/// Timers of one worker: to arm, to cancel and to expire each cost the same whether ten are armed
/// or a million. A timer never expires early, and less than a tick late; timers of one tick expire
/// in the order in which they were armed.
///
/// Level 0 has a slot for each of the next 64 ticks, level 1 one for each 64 ticks after them, and
/// so on; the timers of a slot move down a level when time reaches the slot.
class timer_wheel {
 public:
  /// With a longer one, timers that are independent of each other expire together, and who works
  /// for all of them has a queue: a thousand clients that slept for whole milliseconds waited nine
  /// times as long for one server when a tick was a millisecond. A shorter one is below what the
  /// kernel's own timers keep.
  static constexpr nanoseconds tick = std::chrono::microseconds(100);

  timer_wheel();

  void arm(timer& timer, time_point deadline) noexcept;
  void cancel(timer& timer) noexcept;
  /// Expires the timers that are due, but at most `most` of them; the others are due the next time.
  void advance(time_point now, std::size_t most = std::numeric_limits<std::size_t>::max()) noexcept;
  /// No timer expires before this time, so this is when to look again. time_point::max() if none is
  /// armed.
  time_point next() const noexcept;
  /// When the first timer expires; time_point::max() if none is armed. It looks at each timer of a
  /// slot, so it is for those who move the time, not for those who sleep until then.
  time_point first_expiry() const noexcept;
  std::size_t size() const noexcept { return size_; }

 private:
  static constexpr int bits = 6;
  static constexpr std::size_t slots = 1 << bits;
  static constexpr std::size_t levels = 8;  // 64^8 ticks are 890 years

  struct level {
    std::uint64_t occupied = 0;
    std::array<timer*, slots> last{};  // circular lists: last->next is the first
  };
  struct place {
    std::size_t level, slot;
    std::uint64_t tick;
  };

  bool first_slot(place& found) const noexcept;
  void insert(timer& timer) noexcept;
  void remove(timer& timer, std::size_t slot) noexcept;
  /// False if `most` was used up and timers of that place are left.
  bool expire(place due, std::size_t& most) noexcept;
  void move_down(place due) noexcept;

  std::array<level, levels> levels_{};
  std::uint64_t elapsed_ = 0;
  std::size_t size_ = 0;
  bool expiring_ = false;
};

}  // namespace fauxtp::runtime
