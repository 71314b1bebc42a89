// Values that stand in JSON as texts.
#include <charconv>
#include <optional>
#include <string_view>

#include "fauxtp/detail/plain_value.hpp"

namespace fauxtp::detail {
namespace {

/// "<0.65.1>", with or without the brackets.
std::optional<pid> pid_named(std::string_view text) {
  if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
  if (!text.starts_with("0.")) return std::nullopt;
  std::uint32_t slot = 0, generation = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data() + 2, end, slot);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, generation);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return pid(slot, generation);
}

std::optional<ref> ref_named(std::string_view text) {
  constexpr std::string_view begin = "#ref<";
  if (!text.starts_with(begin) || !text.ends_with('>')) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size() - 1;
  const auto read = std::from_chars(text.data() + begin.size(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return ref(number);
}

}  // namespace

std::optional<pid> pid_by_text(const term& from) {
  if (from.is<pid>()) return from.as<pid>();
  if (from.kind() != term_kind::text) return std::nullopt;
  return pid_named(from.as<std::string_view>());
}

std::optional<ref> ref_by_text(const term& from) {
  if (from.is<ref>()) return from.as<ref>();
  if (from.kind() != term_kind::text) return std::nullopt;
  return ref_named(from.as<std::string_view>());
}

std::optional<binary> binary_by_text(const term& from) {
  if (const auto* bytes = from.get_if<binary>()) return *bytes;
  if (from.kind() != term_kind::text) return std::nullopt;
  const auto text = from.as<std::string_view>();
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return binary(first, first + text.size());
}

}  // namespace fauxtp::detail
