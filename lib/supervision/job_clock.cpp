// When a job is due.
#include "fauxtp/job_clock.hpp"

#include <algorithm>
#include <stdexcept>

#include "actor/process.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/supervisor.hpp"
#include "supervision/time_of_day.hpp"

namespace fauxtp {
namespace {

// A wall clock that was set is noticed within this time.
constexpr duration longest_wait = std::chrono::minutes(1);

// Later times are not shown: the wall clock has no words for them.
constexpr duration longest_shown = std::chrono::hours(24 * 365 * 100);

constexpr std::string_view id_of_the_runs = "runs";

}  // namespace

void job_clock_options::check() const {
  if (every.has_value() == at.has_value()) {
    throw std::invalid_argument("one of \"every\" and \"at\" must be given");
  }
  if (every && *every <= duration::zero()) {
    throw std::invalid_argument("\"every\" must be more than zero");
  }
  if (at && !detail::time_of_day::parse(*at)) {
    throw std::invalid_argument("\"at\" is \"" + *at +
                                "\"; wanted is a time such as \"03:00\" or \"Sun 03:00\"");
  }
}

job_clock::job_clock(job_clock_options options) : options_(std::move(options)) {
  options_.check();
  wait_for_next();
}

void job_clock::handle_config_change(job_clock_options options) {
  options_ = std::move(options);
  ++round_;
  due_.reset();
  due_at_ = {};
  wait_for_next();
}

// Arms the timer of the next time. `every` goes on from the time that was due, so that it does not
// drift; `at` from the later of now and the time that was due, so that a clock that was set back
// does not bring a time again.
void job_clock::wait_for_next() {
  duration wait;
  if (options_.every) {
    const time_point time = now();
    const duration period = *options_.every;
    const time_point before = due_.value_or(time);
    due_ = runtime::deadline_after(before + (time - before) / period * period, period);
    wait = *due_ == time_point::max() ? infinity : duration(*due_ - time);
  } else {
    const auto at = detail::time_of_day::parse(*options_.at);
    const auto time = wall_clock();
    due_at_ = detail::next_after(*at, std::max(time, due_at_));
    wait = std::min<duration>(due_at_ - time, longest_wait);
  }
  send_after(wait, self(), detail::job_is_due{round_});
}

void job_clock::handle_info(detail::job_is_due due) {
  if (due.round != round_) return;
  if (!options_.every) {
    if (const duration left = due_at_ - wall_clock(); left > duration::zero()) {
      send_after(std::min(left, longest_wait), self(), due);
      return;
    }
  }
  start_run();
  wait_for_next();
}

void job_clock::start_run() {
  const pid above = detail::process::current().parent();
  const auto runs = supervisor::find_child(above, std::string(id_of_the_runs));
  if (!runs || !runs->actor)
    throw std::runtime_error("has no sibling \"runs\" that starts the job");
  if (supervisor::count_children(runs->actor).workers > 0) {
    return log(severity::notice, "leaves a run out: the one before goes on");
  }
  last_ = wall_clock();
  const child_reply made = dynamic_supervisor::start_child(runs->actor);
  if (made.ok()) return;
  log(severity::error, "the job did not start: " + (*made.error == supervisor_error::start_failed
                                                        ? to_string(made.reason)
                                                        : std::string(to_string(*made.error))));
}

term job_clock::state() const {
  const auto shown = [](wall_time at) {
    return term(static_cast<std::int64_t>(std::chrono::system_clock::to_time_t(at)));
  };
  term next;
  if (!options_.every) {
    next = shown(due_at_);
  } else if (const duration left = *due_ - now(); left < longest_shown) {
    next = shown(wall_clock() + left);
  }
  return tuple(std::move(next), last_ ? shown(*last_) : term());
}

}  // namespace fauxtp
