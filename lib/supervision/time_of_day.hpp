#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fauxtp::detail {

/// A time by the local clock, on each day or on one day of each week.
struct time_of_day {
  std::optional<int> weekday{};  // 0: Sunday
  int seconds = 0;               // from midnight, as clocks show it

  /// "03:00", "03:00:30", "Sun 03:00"; nothing for another text.
  static std::optional<time_of_day> parse(std::string_view text);
};

using wall_time = std::chrono::system_clock::time_point;

/// The first such time after `after`. A time that a day leaves out comes when its clocks have gone
/// forward; of a time that a day has twice, the first counts.
wall_time next_after(const time_of_day& when, wall_time after);

}  // namespace fauxtp::detail
