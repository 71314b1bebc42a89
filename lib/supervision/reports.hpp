#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/supervisor.hpp"
#include "supervision/children.hpp"
#include "supervision/restart_history.hpp"

namespace fauxtp::detail {

// OTP's reports of a supervisor, to the log of the node (section 9 of the rules).

void report_progress(const child& started);
/// A restart as it counts.
struct restart_count {
  std::size_t number;  // of those within the period, this one included
  std::size_t most;
  duration period;
  strategy how;
  bool allowed;
};
/// `next`: that it causes; null: none.
void report_child_terminated(const child& ended, const std::string& why, const restart_count* next);
void report_start_error(const child& failed, const exit_reason& reason);
/// Not one of OTP's: a child has stopped as asked. For whoever watches a tree go down.
void report_stopped(const child& stopped);
/// Not one of OTP's: its restart waits.
void report_delay(const child& ended, duration wait);
/// Not one of OTP's: the end of this significant child ends the supervisor.
void report_auto_shutdown(const std::string& id);
void report_shutdown_error(const child& stopped, const exit_reason& reason);
/// The same of children that stop together: one report for each reason, with their number.
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
/// The supervisor gives up; the child is the one that was once too often.
void report_shutdown(const child& last, const restart_count& count, const restart_history& history);

}  // namespace fauxtp::detail
