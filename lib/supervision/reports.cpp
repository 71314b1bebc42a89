// What a supervisor tells the log: OTP's reports with OTP's fields (the report's name stands for
// OTP's field `supervisor`).
#include "supervision/reports.hpp"

#include <algorithm>

#include "fauxtp/log.hpp"
#include "fauxtp/shown_text.hpp"

namespace fauxtp::detail {
namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

// The most fields that the report of an error has. Reserving them together takes one allocation:
// each restart makes such a report.
constexpr std::size_t most_fields = 13;

void add(fields& to, const child& offender) {
  to.emplace_back("pid", offender.running() ? to_string(offender.actor) : "undefined");
  to.emplace_back("id", offender.spec.id);
  to.emplace_back("mfargs", offender.spec.start.what());
  to.emplace_back("restart_type", to_string(*offender.spec.restart));
  to.emplace_back("significant", offender.spec.significant ? "true" : "false");
  to.emplace_back("shutdown", to_string(*offender.spec.shutdown));
  to.emplace_back("child_type", to_string(offender.spec.type));
}

void add(fields& to, const restart_count& count) {
  to.emplace_back("restarts", std::to_string(count.number));
  to.emplace_back("intensity", std::to_string(count.most));
  to.emplace_back("period", time_text(count.period));
}

fields about(const child& offender) {
  fields all;
  add(all, offender);
  return all;
}

fields about_error(const std::string& context, const std::string& reason, const child& offender) {
  fields all;
  all.reserve(most_fields);
  all.emplace_back("errorContext", context);
  all.emplace_back("reason", reason);
  add(all, offender);
  return all;
}

void report_error(const std::string& context, std::string text, fields about) {
  submit({.level = severity::error,
          .label = "supervisor/" + context,
          .text = std::move(text),
          .fields = std::move(about)});
}

std::string quoted(const std::string& id) { return "\"" + id + "\""; }
std::string named(const child& child) {
  return quoted(child.spec.id) + " " + to_string(child.actor);
}

/// Adds "transient worker, shutdown 5s".
void add_spec(std::string& to, const child_spec& spec) {
  const shutdown_time& shutdown = *spec.shutdown;
  const bool limited = !shutdown.is_brutal_kill() && shutdown.time() != infinity;
  to.append(to_string(*spec.restart)).append(" ").append(to_string(spec.type));
  to.append(", shutdown ").append(limited ? time_text(shutdown.time()) : to_string(shutdown));
}

void add_consequence(std::string& to, const restart_count* next) {
  if (next == nullptr) {
    to += "it is not restarted";
    return;
  }
  to += next->allowed ? "restart " : "that would be restart ";
  to += std::to_string(next->number);
  if (next->allowed) to.append(" of ").append(std::to_string(next->most));
  to.append(" in ").append(time_text(next->period));
  if (!next->allowed) {
    to.append(", and ").append(std::to_string(next->most)).append(" may be");
  } else if (next->strategy != strategy::one_for_one) {
    to.append(", ").append(to_string(next->strategy));
  }
}

/// Reports a common event, which most logs leave out.
void report_event(severity level, const std::string& event, const std::string& verb,
                  const child& of_whom) {
  if (!is_logged(level)) return;
  submit({.level = level,
          .label = "supervisor/" + event,
          .text = verb + " " + named(of_whom),
          .fields = about(of_whom)});
}

}  // namespace

std::string time_text(duration time) {
  using std::chrono::duration_cast;
  const auto ms = duration_cast<std::chrono::milliseconds>(time).count();
  if (ms == 0) return std::to_string(duration_cast<std::chrono::microseconds>(time).count()) + "us";
  if (ms % 60'000 == 0) return std::to_string(ms / 60'000) + "m";
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

void report_progress(const child& started) {
  report_event(severity::info, "progress", "started", started);
}

void report_child_terminated(const child& ended, const std::string& why,
                             const restart_count* next) {
  if (!is_logged(severity::error)) return;
  fields all = about_error("child_terminated", why, ended);
  if (next != nullptr) add(all, *next);
  std::string text = named(ended);
  text.reserve(text.size() + why.size() + 128);
  text.append(" ended with ").append(why).append("; ");
  add_consequence(text, next);
  text += " (";
  add_spec(text, ended.spec);
  text += ")";
  report_error("child_terminated", std::move(text), std::move(all));
}

void report_start_error(const child& failed, const exit_reason& reason) {
  if (!is_logged(severity::error)) return;
  const std::string why = to_string(reason);
  report_error("start_error", quoted(failed.spec.id) + " did not start: " + why,
               about_error("start_error", why, failed));
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
  report_error("shutdown_error", named(stopped) + " did not stop as asked: it ended with " + why,
               about_error("shutdown_error", why, stopped));
}

void unexpected_ends::add(const child& stopped, const exit_reason& reason) {
  auto& same = by_reason_[to_string(reason)];
  if (same.count++ == 0) same.first = stopped;
}

void unexpected_ends::report() const {
  for (const auto& [why, same] : by_reason_) {
    fields all = about_error("shutdown_error", why, same.first);
    *std::ranges::find(all, "pid", &fields::value_type::first) = {"nb_children",
                                                                  std::to_string(same.count)};
    report_error(
        "shutdown_error",
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
  if (history.size() < count.number) text += "; the last " + std::to_string(history.size()) + ":";
  std::string lines;
  for (const std::string& each : history.lines()) {
    const std::string line = visible(each);  // so that each stays one line
    text += "\n    " + line;
    lines += (lines.empty() ? "" : "\n") + line;
  }
  fields all =
      about_error("shutdown", to_string(exit_reason(term("reached_max_restart_intensity"))), last);
  add(all, count);
  all.emplace_back("history", std::move(lines));
  report_error("shutdown", std::move(text), std::move(all));
}

}  // namespace fauxtp::detail
