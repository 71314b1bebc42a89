// The log of a run.
#include "run_log.hpp"

#include <spdlog/sinks/ansicolor_sink.h>

#include <cstdio>
#include <utility>

namespace {

spdlog::level::level_enum level_of(fauxtp::severity level) {
  using fauxtp::severity;
  switch (level) {
    case severity::debug:
      return spdlog::level::debug;
    case severity::info:
    case severity::notice:
      return spdlog::level::info;
    case severity::warning:
      return spdlog::level::warn;
    case severity::error:
      return spdlog::level::err;
    case severity::critical:
      return spdlog::level::critical;
  }
  return spdlog::level::info;
}

std::string field(const fauxtp::report& report, const std::string& name) {
  for (const auto& [key, value] : report.fields) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

run_log::run_log(const command_options& options, const fauxtp::application& application)
    : root_(application.name()), quiet_(options.quiet) {
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(
      options.colour ? spdlog::color_mode::always : spdlog::color_mode::never);
  logger_ = std::make_shared<spdlog::logger>("run", std::move(sink));
  logger_->set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
  const std::string level =
      options.log_level.value_or(std::string(to_string(application.log_level())));
  logger_->set_level(options.quiet ? spdlog::level::err
                                   : spdlog::level::from_str(level == "notice" ? "info" : level));
}

void run_log::say(const std::string& line) {
  if (!quiet_) std::fprintf(stderr, "%s\n", line.c_str());
}

void run_log::error(const std::string& line) { std::fprintf(stderr, "error: %s\n", line.c_str()); }

void run_log::write(const fauxtp::report& report) {
  note(report);
  const bool started = report.label == "supervisor/progress" && phase_ == phase::starting;
  const bool stopped = report.label == "supervisor/stopped" && phase_ != phase::up;
  if (started || stopped) {
    const std::string child = report.name + "/" + field(report, "id");
    say(std::string(started ? "  started  " : "  stopped  ") + child + "  " + field(report, "pid"));
    return;
  }
  const std::string who = report.name == to_string(report.from) || report.name.empty()
                              ? to_string(report.from)
                              : report.name + " " + to_string(report.from);
  logger_->log(level_of(report.level), "{} {}", who, report.text);
}

void run_log::note(const fauxtp::report& report) {
  if (report.label == "supervisor/shutdown") {
    if (report.name != root_) return;
    gave_up_ = true;
    phase_ = phase::stopping;
  } else if (report.label == "supervisor/shutdown_error" && field(report, "reason") == "killed") {
    if (phase_ != phase::up) ++killed_;
  } else if (report.label == "supervisor/auto_shutdown" && report.name == root_) {
    phase_ = phase::stopping;
  }
}
