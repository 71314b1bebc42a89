// A hierarchical wheel of timers.
#include "runtime/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace fauxtp::runtime {
namespace {

constexpr std::uint64_t tick_at(time_point time) noexcept {
  return static_cast<std::uint64_t>(
      std::max(time.time_since_epoch() / timer_wheel::tick, std::int64_t{0}));
}

time_point time_of(std::uint64_t tick) noexcept {
  return time_point(timer_wheel::tick * static_cast<nanoseconds::rep>(tick));
}

std::uint64_t tick_after(time_point time) noexcept {
  const std::uint64_t tick = tick_at(time);
  return time_of(tick) < time ? tick + 1 : tick;
}

// A later tick has no time_point.
constexpr std::uint64_t last_tick = tick_at(time_point::max());

}  // namespace

timer_wheel::timer_wheel() = default;

void timer_wheel::arm(timer& timer, time_point deadline) noexcept {
  timer.deadline_ = deadline;
  // A timer that an expiring timer arms for now does not expire in the same tick: if each timer
  // armed the next one, the tick would not end.
  const std::uint64_t soonest = expiring_ ? elapsed_ + 1 : elapsed_;
  timer.tick_ = std::clamp(tick_after(deadline), soonest, last_tick);
  insert(timer);
  ++size_;
}

void timer_wheel::insert(timer& timer) noexcept {
  // The level says how far away the tick is: it is the highest digit, in base 64, in which the tick
  // differs from now.
  const std::uint64_t differing = (elapsed_ ^ timer.tick_) | (slots - 1);
  const auto level = static_cast<std::size_t>((63 - std::countl_zero(differing)) / bits);
  const std::size_t slot = (timer.tick_ >> (level * bits)) & (slots - 1);
  timer.level_ = static_cast<std::uint8_t>(level);
  auto*& last = levels_[level].last[slot];
  if (last == nullptr) {
    timer.prev_ = timer.next_ = &timer;
    levels_[level].occupied |= std::uint64_t{1} << slot;
  } else {
    timer.prev_ = last;
    timer.next_ = last->next_;
    last->next_->prev_ = &timer;
    last->next_ = &timer;
  }
  last = &timer;
}

void timer_wheel::remove(timer& timer, std::size_t slot) noexcept {
  level& level = levels_[timer.level_];
  if (timer.next_ == &timer) {
    level.last[slot] = nullptr;
    level.occupied &= ~(std::uint64_t{1} << slot);
  } else {
    timer.prev_->next_ = timer.next_;
    timer.next_->prev_ = timer.prev_;
    if (level.last[slot] == &timer) level.last[slot] = timer.prev_;
  }
  timer.prev_ = timer.next_ = nullptr;
}

void timer_wheel::cancel(timer& timer) noexcept {
  if (!timer.armed()) return;
  remove(timer, (timer.tick_ >> (timer.level_ * bits)) & (slots - 1));
  --size_;
}

bool timer_wheel::first_slot(place& found) const noexcept {
  if (size_ == 0) return false;
  for (std::size_t i = 0; i < levels; ++i) {
    if (levels_[i].occupied == 0) continue;
    // A level holds only slots ahead of now within its own turn, so its first occupied slot comes
    // next.
    const std::size_t shift = i * bits;
    found.level = i;
    found.slot = static_cast<std::size_t>(std::countr_zero(levels_[i].occupied));
    found.tick = (elapsed_ >> (shift + bits) << (shift + bits)) |
                 (static_cast<std::uint64_t>(found.slot) << shift);
    return true;
  }
  return false;
}

void timer_wheel::advance(time_point now, std::size_t most) noexcept {
  const std::uint64_t until = tick_at(now);
  for (place due; first_slot(due) && due.tick <= until;) {
    elapsed_ = std::max(elapsed_, due.tick);
    if (due.level > 0) {
      move_down(due);
    } else if (!expire(due, most)) {
      return;
    }
  }
  elapsed_ = std::max(elapsed_, until);
}

bool timer_wheel::expire(place due, std::size_t& most) noexcept {
  expiring_ = true;
  timer* last = levels_[0].last[due.slot];
  for (; last != nullptr && most > 0; last = levels_[0].last[due.slot]) {
    --most;
    timer& first = *last->next_;
    remove(first, due.slot);
    --size_;
    first.expired();
  }
  expiring_ = false;
  return last == nullptr;
}

// Moves all timers of a slot before any of them expires, so that timers that an expiry arms come
// after those that were armed before.
void timer_wheel::move_down(place due) noexcept {
  while (timer* last = levels_[due.level].last[due.slot]) {
    timer& first = *last->next_;
    remove(first, due.slot);
    insert(first);
  }
}

time_point timer_wheel::next() const noexcept {
  place due;
  return first_slot(due) ? time_of(due.tick) : time_point::max();
}

time_point timer_wheel::first_expiry() const noexcept {
  place due;
  if (!first_slot(due)) return time_point::max();
  const timer* const last = levels_[due.level].last[due.slot];
  std::uint64_t first = last->tick_;
  for (const timer* each = last->next_; each != last; each = each->next_) {
    first = std::min(first, each->tick_);
  }
  return time_of(first);
}

}  // namespace fauxtp::runtime
