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

void report_child_terminated(const child& ended, const exit_reason& reason,
                             const std::string& consequence) {
  const std::string why = to_string(reason);
  report_error("child_terminated", why, named(ended) + " ended with " + why + "; " + consequence,
               about(ended));
}

void report_start_error(const child& failed, const exit_reason& reason) {
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

void report_shutdown(const child& last, std::size_t intensity, duration period) {
  const auto within = std::chrono::duration_cast<std::chrono::milliseconds>(period);
  report_error("shutdown", to_string(exit_reason(term("reached_max_restart_intensity"))),
               "gives up because of " + quoted(last.spec.id) + ": more than " +
                   std::to_string(intensity) + " restarts in " + std::to_string(within.count()) +
                   " ms (reached_max_restart_intensity)",
               about(last));
}

}  // namespace fauxtp::detail
