// Durations on the command line.
#include "time_option.hpp"

#include <charconv>
#include <map>

#include "commands.hpp"
#include "control/requests.hpp"

std::chrono::milliseconds milliseconds_of(const std::string& text) {
  static const std::map<std::string, std::int64_t> units = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  constexpr std::int64_t most = 1'000'000;
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  const auto unit = units.find(std::string(stopped, end));
  if (error == std::errc() && unit != units.end() && number >= 0 && number <= most) {
    return std::chrono::milliseconds(number * unit->second);
  }
  throw request_error(exit_usage, "\"" + text + "\" is no time: write 5s, 250ms, 1m or 1h");
}
