// What a supervisor tells the log: OTP's reports with OTP's fields (their `supervisor` is the
// report's name).
#include "supervision/reports.hpp"

#include "fauxtp/log.hpp"

namespace fauxtp::detail {
namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

fields about(const child& offender) {
  return {{"pid", offender.running() ? to_string(offender.actor) : "undefined"},
          {"id", offender.spec.id},
          {"mfargs", offender.spec.start.what()},
          {"restart_type", std::string(to_string(*offender.spec.restart))},
          {"significant", offender.spec.significant ? "true" : "false"},
          {"shutdown", to_string(*offender.spec.shutdown)},
          {"child_type", std::string(to_string(offender.spec.type))}};
}

void report_error(const std::string& context, const std::string& reason, std::string text,
                  fields offender) {
  fields all = {{"errorContext", context}, {"reason", reason}};
  all.insert(all.end(), std::make_move_iterator(offender.begin()),
             std::make_move_iterator(offender.end()));
  submit({.level = severity::error,
          .label = "supervisor/" + context,
          .text = std::move(text),
          .fields = std::move(all)});
}

std::string quoted(const std::string& id) { return "\"" + id + "\""; }
std::string named(const child& child) {
  return quoted(child.spec.id) + " " + to_string(child.actor);
}

/// "1m", "5s", "250ms", as a file has it.
std::string time_text(duration time) {
  using std::chrono::duration_cast;
  const auto ms = duration_cast<std::chrono::milliseconds>(time).count();
  if (ms == 0) return std::to_string(duration_cast<std::chrono::microseconds>(time).count()) + "us";
  if (ms % 60'000 == 0) return std::to_string(ms / 60'000) + "m";
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

/// "transient worker, shutdown 5s"
std::string in_short(const child_spec& spec) {
  const shutdown_time& shutdown = *spec.shutdown;
  const bool limited = !shutdown.is_brutal_kill() && shutdown.time() != infinity;
  return std::string(to_string(*spec.restart)) + " " + std::string(to_string(spec.type)) +
         ", shutdown " + (limited ? time_text(shutdown.time()) : to_string(shutdown));
}

std::string consequence(const restart_count* next) {
  if (next == nullptr) return "it is not restarted";
  const std::string number = std::to_string(next->number), most = std::to_string(next->most),
                    period = " in " + time_text(next->period);
  if (!next->allowed)
    return "that would be restart " + number + period + ", and " + most + " may be";
  const bool alone = next->how == strategy::one_for_one;
  return "restart " + number + " of " + most + period +
         (alone ? "" : ", " + std::string(to_string(next->how)));
}

void add(fields& to, const restart_count& count) {
  to.emplace_back("restarts", std::to_string(count.number));
  to.emplace_back("intensity", std::to_string(count.most));
  to.emplace_back("period", time_text(count.period));
}

/// Of the common ones, which most logs leave out.
void report_event(severity level, const std::string& event, const std::string& verb,
                  const child& of_whom) {
  if (!is_logged(level)) return;
  submit({.level = level,
          .label = "supervisor/" + event,
          .text = verb + " " + named(of_whom),
          .fields = about(of_whom)});
}

}  // namespace

void report_progress(const child& started) {
  report_event(severity::info, "progress", "started", started);
}

void report_child_terminated(const child& ended, const std::string& why,
                             const restart_count* next) {
  if (!is_logged(severity::error)) return;
  fields all = about(ended);
  if (next != nullptr) add(all, *next);
  report_error("child_terminated", why,
               named(ended) + " ended with " + why + "; " + consequence(next) + " (" +
                   in_short(ended.spec) + ")",
               std::move(all));
}

void report_start_error(const child& failed, const exit_reason& reason) {
  if (!is_logged(severity::error)) return;
  const std::string why = to_string(reason);
  report_error("start_error", why, quoted(failed.spec.id) + " did not start: " + why,
               about(failed));
}

void report_stopped(const child& stopped) {
  report_event(severity::debug, "stopped", "stopped", stopped);
}

void report_delay(const child& ended, duration wait) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(wait);
  submit(
      {.level = severity::info,
       .label = "supervisor/restart_delay",
       .text = quoted(ended.spec.id) + " is started again in " + std::to_string(ms.count()) + " ms",
       .fields = about(ended)});
}

void report_auto_shutdown(const std::string& id) {
  submit({.level = severity::info,
          .label = "supervisor/auto_shutdown",
          .text = quoted(id) + " has ended and is significant: stopping",
          .fields = {{"id", id}}});
}

void report_shutdown_error(const child& stopped, const exit_reason& reason) {
  const std::string why = to_string(reason);
  report_error("shutdown_error", why,
               named(stopped) + " did not stop as asked: it ended with " + why, about(stopped));
}

void unexpected_ends::add(const child& stopped, const exit_reason& reason) {
  auto& same = by_reason_[to_string(reason)];
  if (same.count++ == 0) same.first = stopped;
}

void unexpected_ends::report() const {
  for (const auto& [why, same] : by_reason_) {
    fields all = about(same.first);
    all.front() = {"nb_children", std::to_string(same.count)};
    report_error(
        "shutdown_error", why,
        std::to_string(same.count) + " children did not stop as asked: they ended with " + why,
        std::move(all));
  }
}

void report_shutdown(const child& last, const restart_count& count,
                     const restart_history& history) {
  if (!is_logged(severity::error)) return;
  std::string text = "gives up: " + std::to_string(count.number) + " restarts in " +
                     time_text(count.period) + ", intensity is " + std::to_string(count.most) +
                     " (reached_max_restart_intensity)";
  if (history.size() < count.number) {
    text += "; the last " + std::to_string(history.size()) + ":";
  }
  std::string lines;
  for (const std::string& each : history.lines()) {
    text += "\n    " + each;
    lines += (lines.empty() ? "" : "\n") + each;
  }
  fields all = about(last);
  add(all, count);
  all.emplace_back("history", std::move(lines));
  report_error("shutdown", to_string(exit_reason(term("reached_max_restart_intensity"))),
               std::move(text), std::move(all));
}

}  // namespace fauxtp::detail
