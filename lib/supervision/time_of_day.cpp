#include "supervision/time_of_day.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace fauxtp::detail {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
constexpr int hour = 3600;

std::tm local(std::time_t at) {
  std::tm parts{};
  localtime_r(&at, &parts);
  return parts;
}

int seconds_of(const std::tm& parts) {
  return parts.tm_hour * hour + parts.tm_min * 60 + parts.tm_sec;
}

/// So many days after the day of `first`, at this time; `summer` as tm_isdst has it.
std::time_t moment(const std::tm& first, int days, int seconds, int summer) {
  std::tm parts{};
  parts.tm_year = first.tm_year;
  parts.tm_mon = first.tm_mon;
  parts.tm_mday = first.tm_mday + days;
  parts.tm_hour = seconds / hour;
  parts.tm_min = seconds % hour / 60;
  parts.tm_sec = seconds % 60;
  parts.tm_isdst = summer;
  return std::mktime(&parts);
}

/// The first time on that day at which clocks show this, or have passed it.
std::time_t first_on_day(const std::tm& first, int days, int seconds) {
  std::optional<std::time_t> earliest;
  for (const int summer : {1, 0}) {
    const std::time_t found = moment(first, days, seconds, summer);
    if (seconds_of(local(found)) == seconds && (!earliest || found < *earliest)) earliest = found;
  }
  if (earliest) return *earliest;
  std::time_t before = moment(first, days, 0, -1);  // clocks go forward on that day
  std::time_t after = before + 24 * hour;
  while (after - before > 1) {
    const std::time_t middle = before + (after - before) / 2;
    (seconds_of(local(middle)) < seconds ? before : after) = middle;
  }
  return after;
}

/// Takes a number of two digits from the front.
std::optional<int> take_number(std::string_view& text, int most) {
  int number = 0;
  if (text.size() < 2) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 2, number);
  if (error != std::errc() || end != text.data() + 2 || number < 0 || number > most) {
    return std::nullopt;
  }
  text.remove_prefix(2);
  return number;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::optional<time_of_day> time_of_day::parse(std::string_view text) {
  time_of_day made;
  for (std::size_t day = 0; day < weekdays.size() && !made.weekday; ++day) {
    if (!take(text, weekdays[day])) continue;
    made.weekday = static_cast<int>(day);
    if (!take(text, " ")) return std::nullopt;
  }
  const auto hours = take_number(text, 23);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 59);
  if (!minutes) return std::nullopt;
  std::optional<int> seconds = 0;
  if (take(text, ":")) seconds = take_number(text, 59);
  if (!seconds || !text.empty()) return std::nullopt;
  made.seconds = *hours * hour + *minutes * 60 + *seconds;
  return made;
}

wall_time next_after(const time_of_day& when, wall_time after) {
  const std::time_t from =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(after));
  const std::tm today = local(from);
  for (int days = 0;; ++days) {
    if (when.weekday && (today.tm_wday + days) % 7 != *when.weekday) continue;
    const std::time_t found = first_on_day(today, days, when.seconds);
    if (found > from) return std::chrono::system_clock::from_time_t(found);
  }
}

}  // namespace fauxtp::detail
