// Time as the workers see it.
#include "runtime/clock.hpp"

namespace fauxtp::runtime {

time_point manual_clock::now() const noexcept {
  return time_point(nanoseconds(now_.load(std::memory_order_acquire)));
}

void manual_clock::set(time_point now) noexcept {
  now_.store(nanoseconds(now.time_since_epoch()).count(), std::memory_order_release);
}

time_point deadline_after(time_point now, nanoseconds wait) noexcept {
  return wait >= time_point::max() - now ? time_point::max() : now + wait;
}

}  // namespace fauxtp::runtime
