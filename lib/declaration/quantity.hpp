// Durations and sizes as a person writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fauxtp/duration.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace fauxtp {

/// The result of reading a quantity: the value, or a sentence that says what is wrong, and a
/// correction.
template <class Value>
struct quantity {
  std::optional<Value> value;
  std::string problem;
  std::string correction;  // may be empty
};

/// "250ms", "5s", "1m30s", "1h", "100us", "1.5s": units from large to small, each at most once;
/// only seconds may have a fraction. At most ten years.
quantity<duration> parse_duration(std::string_view text);

/// "64KiB", "1MiB", "4096B".
quantity<std::size_t> parse_size(std::string_view text);

/// A text that parse_duration (in whole microseconds) or parse_size reads as this value.
std::string duration_text(duration value);
std::string size_text(std::size_t bytes);

}  // namespace fauxtp
