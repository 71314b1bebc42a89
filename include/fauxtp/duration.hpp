// How long anything waits in fauxtp.
#pragma once

#include <chrono>

namespace fauxtp {

/// The unit of every timeout; any `std::chrono` duration converts, see `to_duration`.
using duration = std::chrono::nanoseconds;

/// Waits for ever: `after(infinity)`, `call(server, request, infinity)`. As in OTP.
inline constexpr duration infinity = duration::max();

/// The same time in nanoseconds. What does not fit (292 years: `std::chrono::milliseconds::max()`)
/// is `infinity`, and what is below zero is zero; a plain conversion would overflow.
template <class Count, class Period>
constexpr duration to_duration(std::chrono::duration<Count, Period> wait) {
  using seconds = std::chrono::duration<long double>;
  if (!(wait > wait.zero())) return duration::zero();
  if (seconds(wait) >= seconds(infinity)) return infinity;
  return std::chrono::duration_cast<duration>(wait);
}

}  // namespace fauxtp
