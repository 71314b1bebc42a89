#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"

namespace fauxtp {

/// OTP's logger levels, least important first.
enum class severity : unsigned char { debug, info, notice, warning, error, critical };

std::string_view to_string(severity level) noexcept;

/// Of a longer text, or value of a field, a report has the beginning, in whole characters, and how many
/// bytes are left out. (Of an unread message in the report of a crash there are 200.)
inline constexpr std::size_t longest_text = 16 * 1024;

/// Something that an operator may want to know: OTP's reports (`supervisor/progress`,
/// `supervisor/child_terminated`, `actor/crash`, …) and the lines that applications log.
struct report {
  severity level = severity::info;
  std::string label{};  ///< "supervisor/progress"; empty for an application's own line
  std::string text{};   ///< one sentence for people
  pid from{};           ///< the actor that reports
  std::string name{};   ///< its path or name
  std::vector<std::pair<std::string, std::string>> fields{};  ///< the same for programs
  /// Of a crash: return addresses from where the exception was thrown, innermost first. In a storm,
  /// crashes of one thread with less than a second in between, only the first hundred have them.
  std::vector<const void*> stack{};
};

/// Hands a report to the node of the running actor (node_options::log; by default a line on
/// standard error). `from` and `name` are filled in. Outside an actor it goes to standard error.
/// Does not wait; may be called from any thread.
void submit(report report);

/// Whether that would be handed on, or is below the node's log_level: ask before making a report
/// that nobody may read. Any thread.
bool is_logged(severity level) noexcept;

/// A line of the application's own.
void log(severity level, std::string text);

}  // namespace fauxtp
