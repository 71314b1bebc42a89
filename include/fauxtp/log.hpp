#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

class term;

/// OTP's logger levels, least important first.
enum class severity : unsigned char { debug, info, notice, warning, error, critical };

std::string_view to_string(severity level) noexcept;

/// The longest text, or value of a field, in a report, in bytes. Of a longer one the report has the
/// beginning, in whole characters, and how many bytes are left out. (Of an unread message, the
/// report of a crash has 200 bytes.)
inline constexpr std::size_t longest_text = 16 * 1024;

/// Something that an operator may want to know: OTP's reports (`supervisor/progress`,
/// `supervisor/child_terminated`, `actor/crash`, …) and the lines that applications log.
struct report {
  severity level = severity::info;
  std::string label{};  ///< "supervisor/progress"; empty for an application's own line
  std::string text{};   ///< one sentence for people
  pid from{};           ///< the actor that reports
  std::string name{};   ///< that actor's path or name
  std::vector<std::pair<std::string, std::string>> fields{};  ///< the same for programs
  /// For a crash: return addresses, from the place where the exception was thrown, innermost first.
  /// In a storm, which means crashes on one thread with less than a second in between, only the
  /// first hundred reports have them.
  std::vector<const void*> stack{};
  /// For a crash of an actor with spawn_options::capsule: the messages that it had taken last, as
  /// data; otherwise null. `to_json(*capsule)` writes them for `fauxtp replay`.
  std::shared_ptr<const term> capsule{};

  /// The value of the field with this name; empty if there is none.
  std::string field(std::string_view name) const;
};

/// Hands a report to the node of the running actor (node_options::log; by default it becomes a line
/// on standard error). `from` and `name` are filled in. Outside an actor the report's text goes to
/// standard error. Does not wait; may be called from any thread.
void submit(report report);

/// Whether submit() would hand on a report of this level; if not, the level is below the node's
/// log_level. Ask before making a report that may not be read. Any thread.
bool is_logged(severity level) noexcept;

/// Logs a line of the application's own.
void log(severity level, std::string text);

}  // namespace fauxtp
#pragma GCC visibility pop
