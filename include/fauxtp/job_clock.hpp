#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fauxtp/duration.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/timer.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The arguments of the actor `fauxtp/job_clock`. Exactly one of the two must be given.
struct job_clock_options {
  /// From one time to the next; the first comes one period after the clock's start.
  std::optional<duration> every{};
  /// A time of the day by the local clock (`TZ`), every day, "03:00", or on one day of the week,
  /// "Sun 03:00".
  std::optional<std::string> at{};
  /// A reload that changes these restarts nothing.
  static constexpr std::array<std::string_view, 2> live_arguments{"every", "at"};
  /// Throws std::invalid_argument with what is wrong.
  void check() const;
};

namespace detail {
struct job_is_due {
  std::uint64_t round;  // of an earlier one, if the arguments have changed since
};
}  // namespace detail

/// Starts a job again and again. In a file it stands behind a child that has "every" or "at":
///
/// ```json file=config/jobs.json
/// {
///   "$schema": "./schema/fauxtp-app-1.schema.json",
///   "name": "caretaker",
///   "supervisor": {
///     "children": [
///       { "id": "sweep", "actor": "fauxtp/program", "every": "5m",
///         "args": { "command": ["sh", "-c", "echo I sweep"] } },
///       { "id": "report", "actor": "fauxtp/program", "at": "Mon 06:30",
///         "args": { "command": ["sh", "-c", "echo I count"] } }
///     ]
///   }
/// }
/// ```
///
/// Such a child is a supervisor of two children: `runs`, a dynamic supervisor with the job's actor
/// as its template, and `clock`, this actor, which has one started when it is due. A run ends by
/// itself; a run that crashes is reported, and the next one comes in its time, unless the job has
/// another `restart` than temporary.
///
///   - *Overlapping*: while a run goes on, times that come are left out, each with a notice in the
///     log.
///   - *Late*: times at which the clock did not run (the application was down, its machine slept)
///     are not made up for. A run that starts late, because a worker was busy, does not move the
///     next one.
///   - *Time that jumps*: `every` is counted by the node's clock, which never jumps. `at` goes by
///     the wall clock, which is looked at at least once a minute. If it is set forward over a time,
///     the job runs once, at once; if it is set back, the job does not run for the same time again.
///   - *Summer time*: a time that a day does not have, because clocks go forward, comes when they
///     have; of a time that a day has twice, the first counts.
///
/// OTP has no such thing; cron(8) differs in the last two: it runs jobs of an hour that was left
/// out at once, and those with "*" differently.
class job_clock : public gen_server<job_clock, calls<>, casts<>, messages<detail::job_is_due>> {
 public:
  explicit job_clock(job_clock_options options);

  void handle_info(detail::job_is_due due);
  void handle_config_change(job_clock_options options);
  /// When the next run is due, and when the last one began, by the wall clock.
  term state() const;

 private:
  using wall_time = std::chrono::system_clock::time_point;
  void wait_for_next();
  void start_run();

  job_clock_options options_;
  std::uint64_t round_ = 0;
  std::optional<time_point> due_{};  // the next time of `every`
  wall_time due_at_{};               // the next time of `at`
  std::optional<wall_time> last_{};
};

}  // namespace fauxtp
#pragma GCC visibility pop
