#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/supervisor.hpp"
#include "supervision/children.hpp"
#include "supervision/restart_history.hpp"

namespace fauxtp::detail {

/// A time as a JSON file has it: "1m", "5s", "250ms".
std::string time_text(duration time);

// OTP's reports of a supervisor, to the log of the node ("Reports" in lib/conformance.md).

void report_progress(const child& started);
/// A restart, as counted against the intensity.
struct restart_count {
  std::size_t number;  // how many there were within the period, with this one
  std::size_t most;
  duration period;
  fauxtp::strategy strategy;
  bool allowed;
};
/// `next`: the restart that this end causes; null if it causes none.
void report_child_terminated(const child& ended, const std::string& why, const restart_count* next);
void report_start_error(const child& failed, const exit_reason& reason);
/// Not in OTP: a child has stopped as asked. It is for a reader who watches a tree go down.
void report_stopped(const child& stopped);
/// Not in OTP: the child's restart waits.
void report_delay(const child& ended, duration wait);
/// Not in OTP: the end of this significant child ends the supervisor.
void report_auto_shutdown(const std::string& id);
void report_shutdown_error(const child& stopped, const exit_reason& reason);
/// Collects the shutdown errors of children that stop together: one report for each reason, with
/// the number of children.
class unexpected_ends {
 public:
  void add(const child& stopped, const exit_reason& reason);
  void report() const;

 private:
  struct alike {
    std::size_t count = 0;
    child first;
  };
  std::map<std::string, alike> by_reason_;
};
/// The supervisor gives up; `last` is the child whose restart was one too many.
void report_shutdown(const child& last, const restart_count& count, const restart_history& history);

}  // namespace fauxtp::detail
