// Reports on their way to the node's log.
#include "fauxtp/log.hpp"

#include <algorithm>
#include <array>

#include "actor/local_node.hpp"
#include "actor/standard_error.hpp"

namespace fauxtp {

std::string_view to_string(severity level) noexcept {
  static constexpr std::array<std::string_view, 6> names{"debug",   "info",  "notice",
                                                         "warning", "error", "critical"};
  return names[static_cast<std::size_t>(level)];
}

std::string report::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, [](const auto& each) { return each.first; });
  return found == fields.end() ? "" : found->second;
}

void submit(report report) {
  detail::process* own = detail::process::current_or_null();
  if (own == nullptr) {
    detail::standard_error::say(report.text + "\n");
    return;
  }
  if (!is_logged(report.level)) return;
  report.from = own->id();
  report.name = own->name();
  own->node().submit(std::move(report));
}

bool is_logged(severity level) noexcept {
  detail::process* own = detail::process::current_or_null();
  return own == nullptr || level >= own->node().options().log_level;
}

void log(severity level, std::string text) { submit({.level = level, .text = std::move(text)}); }

}  // namespace fauxtp
