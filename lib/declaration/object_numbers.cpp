// Reads the numbers, sizes and durations of a JSON object.
#include <cctype>

#include "declaration/foreign_words.hpp"
#include "declaration/object_reader.hpp"
#include "declaration/quantity.hpp"
#include "document/variables.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

}  // namespace

std::int64_t object_reader::integer(std::string_view key, std::int64_t otherwise) {
  const key_rule& rule = *form_.find(key);
  const std::string wanted =
      "an integer from " + std::to_string(rule.minimum) + " to " + std::to_string(rule.maximum);
  const json_node* found = expect(key, kind::integer, wanted);
  if (found == nullptr) return otherwise;
  const std::int64_t value = *found->as<std::int64_t>();
  if (value < rule.minimum || value > rule.maximum) {
    complain_.at(
        *found, "E105",
        in_quotes(key) + " in " + title_ + " must be " + wanted + ", not " + std::to_string(value));
    return otherwise;
  }
  return value;
}

double object_reader::number(std::string_view key, double otherwise) {
  const json_node* found = find(key);
  if (found == nullptr) return otherwise;
  const key_rule& rule = *form_.find(key);
  const std::string wanted =
      "a number from " + std::to_string(rule.minimum) + " to " + std::to_string(rule.maximum);
  const json_node read = scalar_of_variable(*found).value_or(*found);
  double value = 0;
  if (const auto* whole = read.as<std::int64_t>()) {
    value = static_cast<double>(*whole);
  } else if (const auto* real = read.as<double>()) {
    value = *real;
  } else {
    complain_kind(key, *found, wanted);
    return otherwise;
  }
  if (value < static_cast<double>(rule.minimum) || value > static_cast<double>(rule.maximum)) {
    complain_.at(*found, "E105",
                 in_quotes(key) + " in " + title_ + " must be " + wanted + ", not " +
                     complain_.written(*found));
    return otherwise;
  }
  return value;
}

std::optional<std::size_t> object_reader::size(std::string_view key) {
  const json_node* found = find(key);
  if (found == nullptr) return std::nullopt;
  const key_rule& rule = *form_.find(key);
  std::optional<std::int64_t> bytes;
  if (const auto* text = found->as<std::string>()) {
    const quantity<std::size_t> parsed = parse_size(*text);
    if (!parsed.value) {
      complain_.at(*found, "E106", parsed.problem, parsed.correction);
      return std::nullopt;
    }
    bytes = static_cast<std::int64_t>(*parsed.value);
  } else if (const auto* number = found->as<std::int64_t>()) {
    bytes = *number;
  } else {
    complain_kind(key, *found, R"(a size such as "64KiB")");
    return std::nullopt;
  }
  if (*bytes < rule.minimum || *bytes > rule.maximum) {
    complain_.at(*found, "E105",
                 in_quotes(key) + " in " + title_ + " must be from " +
                     size_text(static_cast<std::size_t>(rule.minimum)) + " to " +
                     size_text(static_cast<std::size_t>(rule.maximum)) + ", not " +
                     complain_.written(*found));
    return std::nullopt;
  }
  return static_cast<std::size_t>(*bytes);
}

std::optional<duration> object_reader::parse_time(std::string_view key, const json_node& found,
                                                  std::string code, std::string_view wanted,
                                                  std::initializer_list<std::string_view> words) {
  if (found.is() == kind::integer || found.is() == kind::real) {
    const std::string number = complain_.written(found);
    complain_.at(found, code,
                 number + " has no unit: write " + in_quotes(number + "s") + " or " +
                     in_quotes(number + "ms"));
    return std::nullopt;
  }
  const auto* text = found.as<std::string>();
  if (text == nullptr) {
    complain_kind(key, found, wanted);
    return std::nullopt;
  }
  quantity<duration> parsed = parse_duration(*text);
  if (!parsed.value) {
    const std::vector<std::string_view> known(words);
    const char first = text->empty() ? ' ' : text->front();
    const bool is_number = first == '-' || std::isdigit(static_cast<unsigned char>(first)) != 0;
    if (!is_number && !known.empty()) {
      parsed.problem = cannot_be(key, *text);
      parsed.correction = did_you_mean(nearest(*text, known));
    }
    complain_.at(found, code, parsed.problem, parsed.correction,
                 known.empty() ? "" : "allowed here: " + std::string(wanted));
    return std::nullopt;
  }
  const std::int64_t minimum = form_.find(key)->minimum;
  if (*parsed.value < std::chrono::microseconds(minimum)) {
    complain_.at(found, "E105", in_quotes(key) + " in " + title_ + " must be longer than zero");
    return std::nullopt;
  }
  return parsed.value;
}

duration object_reader::time(std::string_view key, duration otherwise) {
  const json_node* found = find(key);
  if (found == nullptr) return otherwise;
  return parse_time(key, *found, "E106", R"(a duration such as "5s")", {}).value_or(otherwise);
}

duration object_reader::timeout(std::string_view key, duration otherwise) {
  const json_node* found = find(key);
  if (found == nullptr) return otherwise;
  if (const auto* text = found->as<std::string>(); text != nullptr && *text == "infinity") {
    return infinity;
  }
  return parse_time(key, *found, "E106", R"(a duration such as "5s" or "infinity")", {"infinity"})
      .value_or(otherwise);
}

shutdown_time object_reader::shutdown(std::string_view key, shutdown_time otherwise) {
  const json_node* found = find(key);
  if (found == nullptr) return otherwise;
  if (const auto* text = found->as<std::string>()) {
    if (*text == "infinity") return infinity;
    if (*text == "brutal_kill") return shutdown_time::brutal_kill();
  }
  // OTP: invalid_shutdown.
  const auto time =
      parse_time(key, *found, "E204", R"(a duration such as "5s", "infinity" or "brutal_kill")",
                 {"infinity", "brutal_kill"});
  return time ? shutdown_time(*time) : otherwise;
}

}  // namespace fauxtp
