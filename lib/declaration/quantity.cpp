// Reads durations and sizes: a number with its unit.
#include "declaration/quantity.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using std::chrono::microseconds;

struct unit {
  std::string_view name;
  std::int64_t amount;  // of the smallest unit
};
constexpr std::array duration_units = {
    unit{"h", 3'600'000'000}, unit{"m", 60'000'000}, unit{"s", 1'000'000},
    unit{"ms", 1'000},        unit{"us", 1},
};
constexpr std::array size_units = {unit{"GiB", 1 << 30}, unit{"MiB", 1 << 20}, unit{"KiB", 1 << 10},
                                   unit{"B", 1}};
constexpr std::int64_t longest = std::int64_t{10} * 365 * 24 * duration_units[0].amount;

// What people write for a unit, in lower case.
struct foreign_unit {
  std::string_view foreign;
  std::string_view ours;
};
constexpr std::array foreign_duration_units = {
    foreign_unit{"sec", "s"},
    foreign_unit{"secs", "s"},
    foreign_unit{"second", "s"},
    foreign_unit{"seconds", "s"},
    foreign_unit{"min", "m"},
    foreign_unit{"mins", "m"},
    foreign_unit{"minute", "m"},
    foreign_unit{"minutes", "m"},
    foreign_unit{"hr", "h"},
    foreign_unit{"hrs", "h"},
    foreign_unit{"hour", "h"},
    foreign_unit{"hours", "h"},
    foreign_unit{"msec", "ms"},
    foreign_unit{"msecs", "ms"},
    foreign_unit{"millis", "ms"},
    foreign_unit{"millisecond", "ms"},
    foreign_unit{"milliseconds", "ms"},
    foreign_unit{"usec", "us"},
    foreign_unit{"usecs", "us"},
    foreign_unit{"µs", "us"},
    foreign_unit{"microseconds", "us"},
    foreign_unit{"micros", "us"},
    foreign_unit{"h", "h"},
    foreign_unit{"m", "m"},
    foreign_unit{"s", "s"},
    foreign_unit{"ms", "ms"},
    foreign_unit{"us", "us"},
};
constexpr std::array foreign_size_units = {
    foreign_unit{"k", "KiB"},   foreign_unit{"kb", "KiB"},  foreign_unit{"kib", "KiB"},
    foreign_unit{"ki", "KiB"},  foreign_unit{"m", "MiB"},   foreign_unit{"mb", "MiB"},
    foreign_unit{"mib", "MiB"}, foreign_unit{"mi", "MiB"},  foreign_unit{"g", "GiB"},
    foreign_unit{"gb", "GiB"},  foreign_unit{"gib", "GiB"}, foreign_unit{"gi", "GiB"},
    foreign_unit{"b", "B"},     foreign_unit{"byte", "B"},  foreign_unit{"bytes", "B"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(digits.size());
  return digits;
}

std::string_view take_unit(std::string_view& rest) {
  const auto end = std::find_if(rest.begin(), rest.end(), is_digit);
  const std::string_view name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(name.size());
  return name;
}

// The number; none if it has too many digits for 64 bits.
std::optional<std::int64_t> number_in(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

template <std::size_t Count>
std::string_view our_unit(const std::array<foreign_unit, Count>& table, std::string_view written) {
  std::string lower;
  for (const char each : written) {
    if (each != ' ') lower += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  }
  for (const foreign_unit& each : table) {
    if (each.foreign == lower) return each.ours;
  }
  return {};
}

quantity<duration> no_duration(std::string problem, std::string correction = {}) {
  return {std::nullopt, std::move(problem), std::move(correction)};
}

std::string write(const std::string& text) { return "write " + in_quotes(text); }

// `text` with our units and without spaces; empty if that does not make it a duration either.
std::string corrected_duration(std::string_view text) {
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view digits = take_digits(rest);
    const std::string_view ours = our_unit(foreign_duration_units, take_unit(rest));
    if (digits.empty() || ours.empty()) {
      return {};
    }
    out.append(digits).append(ours);
  }
  // The comparison comes first: parse_duration calls this function for each text that it refuses.
  return out != text && parse_duration(out).value ? out : std::string();
}

}  // namespace

quantity<duration> parse_duration(std::string_view text) {
  const std::string shown = in_quotes(text);
  const auto too_long = [&] { return no_duration(shown + " is longer than ten years"); };
  const auto wrong = [&](std::string problem) {
    const std::string better = corrected_duration(text);
    return better.empty() ? no_duration(std::move(problem))
                          : no_duration(std::move(problem), write(better));
  };
  if (text.empty() || !is_digit(text[0])) {
    if (text.starts_with('-')) return no_duration(shown + " is negative, and a duration cannot be");
    return wrong(shown + " is not a duration");
  }
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view whole = take_digits(rest);
    std::string_view fraction;
    if (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
      rest.remove_prefix(1);
      fraction = take_digits(rest);
    }
    if (rest.empty()) {
      return no_duration(shown + " has no unit: write " + in_quotes(std::string(text) + "s") +
                         " or " + in_quotes(std::string(text) + "ms"));
    }
    const std::string_view name = take_unit(rest);
    const auto found = std::find_if(duration_units.begin(), duration_units.end(),
                                    [&](const unit& each) { return each.name == name; });
    if (found == duration_units.end()) {
      return wrong(shown + " has a unit that is none of h, m, s, ms, us");
    }
    const auto index = static_cast<std::size_t>(found - duration_units.begin());
    if (index < next_unit) {
      return no_duration(shown + " has its units out of order: h, m, s, ms, us, each once");
    }
    next_unit = index + 1;
    const auto count = number_in(whole);
    if (!count || *count > longest / found->amount) return too_long();
    total += *count * found->amount;
    if (!fraction.empty() && (name != "s" || fraction.size() > 6)) {
      return no_duration(shown + (name == "s" ? " has more than six digits after the point"
                                              : " has a fraction, which only seconds may have"));
    }
    std::int64_t digit_amount = found->amount;
    for (const char digit : fraction) {
      digit_amount /= 10;
      total += (digit - '0') * digit_amount;
    }
    if (total > longest) return too_long();
  }
  return {microseconds(total), {}, {}};
}

quantity<std::size_t> parse_size(std::string_view text) {
  const std::string shown = in_quotes(text);
  const auto wrong = [&](std::string problem, std::string correction = {}) {
    return quantity<std::size_t>{std::nullopt, std::move(problem), std::move(correction)};
  };
  std::string_view rest = text;
  const std::string_view digits = take_digits(rest);
  if (digits.empty()) return wrong(shown + " is not a size", R"(write for example "64KiB")");
  if (rest.empty()) {
    return wrong(shown + " has no unit", "write " + std::string(digits) + " for bytes, or " +
                                             in_quotes(std::string(digits) + "KiB"));
  }
  const auto found = std::find_if(size_units.begin(), size_units.end(),
                                  [&](const unit& each) { return each.name == rest; });
  if (found == size_units.end()) {
    const std::string_view ours = our_unit(foreign_size_units, rest);
    return wrong(shown + " has a unit that is none of B, KiB, MiB, GiB",
                 ours.empty() ? "" : write(std::string(digits).append(ours)));
  }
  const auto count = number_in(digits);
  if (!count || *count > (std::int64_t{1} << 50) / found->amount) {
    return wrong(shown + " is larger than any memory");
  }
  return {static_cast<std::size_t>(*count * found->amount), {}, {}};
}

std::string duration_text(duration value) {
  std::int64_t left = std::chrono::duration_cast<microseconds>(value).count();
  std::string text;
  for (const unit& each : duration_units) {
    if (left >= each.amount) {
      text += std::to_string(left / each.amount) + std::string(each.name);
      left %= each.amount;
    }
  }
  return text.empty() ? "0s" : text;
}

std::string size_text(std::size_t bytes) {
  for (const unit& each : size_units) {
    const auto amount = static_cast<std::size_t>(each.amount);
    if (bytes >= amount && bytes % amount == 0) {
      return std::to_string(bytes / amount) + std::string(each.name);
    }
  }
  return "0B";
}

}  // namespace fauxtp
