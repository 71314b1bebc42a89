// What a supervisor tells the log.
#include "supervision/reports.hpp"

#include "fauxtp/log.hpp"

namespace fauxtp::detail {
namespace {

report about(severity level, std::string label, const child& offender, std::string text) {
  report made{.level = level, .label = std::move(label), .text = std::move(text)};
  made.fields = {{"id", offender.spec.id},
                 {"pid", offender.running() ? to_string(offender.actor) : "undefined"},
                 {"restart", std::string(to_string(*offender.spec.restart))},
                 {"shutdown", to_string(*offender.spec.shutdown)},
                 {"type", std::string(to_string(offender.spec.type))},
                 {"significant", offender.spec.significant ? "true" : "false"}};
  return made;
}

report error_about(std::string label, const child& offender, const exit_reason& reason,
                   std::string text) {
  report made = about(severity::error, std::move(label), offender, std::move(text));
  made.fields.emplace_back("reason", to_string(reason));
  return made;
}

std::string quoted(const std::string& id) { return "\"" + id + "\""; }

}  // namespace

void report_progress(const child& started) {
  submit(about(severity::info, "supervisor/progress", started,
               "started " + quoted(started.spec.id) + " " + to_string(started.actor)));
}

void report_child_terminated(const child& ended, const exit_reason& reason,
                             const std::string& consequence) {
  submit(error_about("supervisor/child_terminated", ended, reason,
                     quoted(ended.spec.id) + " " + to_string(ended.actor) + " ended with " +
                         to_string(reason) + "; " + consequence));
}

void report_start_error(const child& failed, const exit_reason& reason) {
  submit(error_about("supervisor/start_error", failed, reason,
                     quoted(failed.spec.id) + " did not start: " + to_string(reason)));
}

void report_stopped(const child& stopped) {
  submit(about(severity::debug, "supervisor/stopped", stopped,
               "stopped " + quoted(stopped.spec.id) + " " + to_string(stopped.actor)));
}

void report_auto_shutdown(const std::string& id) {
  submit({.level = severity::info,
          .label = "supervisor/auto_shutdown",
          .text = quoted(id) + " has ended and is significant: stopping",
          .fields = {{"id", id}}});
}

void report_shutdown_error(const child& stopped, const exit_reason& reason) {
  submit(error_about("supervisor/shutdown_error", stopped, reason,
                     quoted(stopped.spec.id) + " " + to_string(stopped.actor) +
                         " did not stop as asked: it ended with " + to_string(reason)));
}

void report_shutdown(const child& last, std::size_t intensity, duration period) {
  const auto within = std::chrono::duration_cast<std::chrono::milliseconds>(period);
  submit(error_about("supervisor/shutdown", last,
                     exit_reason(term("reached_max_restart_intensity")),
                     "gives up because of " + quoted(last.spec.id) + ": more than " +
                         std::to_string(intensity) + " restarts in " +
                         std::to_string(within.count()) + " ms (reached_max_restart_intensity)"));
}

}  // namespace fauxtp::detail
