// How long anything waits in fauxtp.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)
namespace fauxtp {

/// How long something waits or lasts: nanoseconds, made from any `std::chrono` duration.
///
/// ```cpp file=test/examples/duration.cpp region=duration
/// const fauxtp::duration limit = 1500ms;
/// const fauxtp::duration for_ever = std::chrono::hours::max();  // infinity
/// const fauxtp::duration precise = std::chrono::duration<double>(0.25);
/// ```
///
/// A value that does not fit (292 years) becomes `infinity`, or the least value that there is; a
/// conversion to `std::chrono::nanoseconds` would overflow instead, and wait for no time at all. A
/// value that is not a number becomes zero. A duration is a `std::chrono::nanoseconds`, and can be
/// used as one. No waiting time is negative: where a waiting time is wanted, a duration less than
/// zero means zero.
class duration : public std::chrono::nanoseconds {
  using base = std::chrono::nanoseconds;

 public:
  constexpr duration() : base(0) {}
  constexpr explicit duration(std::int64_t count) : base(count) {}
  template <class Count, class Period>
  constexpr duration(const std::chrono::duration<Count, Period>& time)  // NOLINT: implicit
      : base(saturated(time)) {}

  static constexpr duration zero() noexcept { return duration(0); }
  static constexpr duration max() noexcept { return duration(base::max().count()); }
  static constexpr duration min() noexcept { return duration(base::min().count()); }

 private:
  template <class Count, class Period>
  static constexpr base saturated(const std::chrono::duration<Count, Period>& time) {
    if constexpr (std::is_same_v<std::chrono::duration<Count, Period>, base>) {
      return time;
    } else if constexpr (!std::is_integral_v<Count>) {
      const std::chrono::duration<long double, std::nano> exact = time;
      if (exact >= base::max()) return base::max();
      if (exact <= base::min()) return base::min();
      return exact == exact ? std::chrono::duration_cast<base>(exact) : base::zero();
    } else {
      if constexpr (std::ratio_greater_v<Period, std::nano>) {
        using whole = std::chrono::duration<std::int64_t, Period>;
        constexpr std::int64_t most = std::chrono::duration_cast<whole>(base::max()).count();
        if (std::cmp_greater(time.count(), most)) return base::max();
        if (std::cmp_less(time.count(), -most)) return base::min();
      }
      return std::chrono::duration_cast<base>(time);
    }
  }
};

/// Waits for ever: `after(infinity)`, `call(server, request, infinity)`. As in OTP.
inline constexpr duration infinity = duration::max();

}  // namespace fauxtp
#pragma GCC visibility pop
