// Time as the workers see it.
#include "runtime/clock.hpp"

#include <ctime>

namespace fauxtp::runtime {
namespace {

constexpr nanoseconds far_away = std::chrono::seconds(1);

}  // namespace

time_point manual_clock::now() const noexcept {
  return time_point(nanoseconds(now_.load(std::memory_order_acquire)));
}

void manual_clock::set(time_point now) noexcept {
  now_.store(nanoseconds(now.time_since_epoch()).count(), std::memory_order_release);
}

time_point real_clock::recently(nanoseconds& age) const noexcept {
  static const nanoseconds tick = [] {
    timespec resolution{};
    clock_getres(CLOCK_MONOTONIC_COARSE, &resolution);
    return std::chrono::seconds(resolution.tv_sec) + nanoseconds(resolution.tv_nsec);
  }();
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  age = tick;
  return time_point(std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
}

wall_time manual_clock::wall() const noexcept {
  return wall_time(now().time_since_epoch() + nanoseconds(ahead_.load()));
}

void manual_clock::set_wall(wall_time at) noexcept {
  ahead_ = nanoseconds(at.time_since_epoch() - now().time_since_epoch()).count();
}

time_point clock::deadline_after(nanoseconds wait) const noexcept {
  return wait == nanoseconds::max() ? time_point::max() : runtime::deadline_after(now(), wait);
}

time_point clock::rough_deadline_after(nanoseconds wait) const noexcept {
  if (wait == nanoseconds::max()) return time_point::max();
  if (wait < far_away) return runtime::deadline_after(now(), wait);
  nanoseconds age{};
  const time_point from = recently(age);
  return runtime::deadline_after(runtime::deadline_after(from, age), wait);
}

bool clock::is_past(time_point at) const noexcept {
  nanoseconds age{};
  const time_point rough = recently(age);
  return at - rough < far_away && at <= now();
}

time_point deadline_after(time_point now, nanoseconds wait) noexcept {
  return wait >= time_point::max() - now ? time_point::max() : now + wait;
}

}  // namespace fauxtp::runtime
