// The log of a run.
#include "run_log.hpp"

#include <spdlog/sinks/ansicolor_sink.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "control/requests.hpp"

namespace {

using fauxtp::severity;

constexpr std::size_t most_lines = 1000;
constexpr severity levels[] = {severity::debug,   severity::info,  severity::notice,
                               severity::warning, severity::error, severity::critical};

/// Whether the path is that one, or under it.
bool is_in(const std::string& path, const std::string& above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/');
}

spdlog::level::level_enum level_of(fauxtp::severity level) {
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

severity level_called(const std::string& name) {
  std::string all;
  for (const severity each : levels) {
    if (to_string(each) == name) return each;
    all += (all.empty() ? "" : ", ") + std::string(to_string(each));
  }
  throw request_error(exit_usage, "no level \"" + name + "\"; there are " + all);
}

run_log::run_log(const command_options& options, const fauxtp::application& application)
    : format_(format_called(options.log_format.value_or(application.log_format()))),
      root_(application.name()),
      quiet_(options.quiet),
      level_(options.quiet       ? severity::error
             : options.log_level ? level_called(*options.log_level)
                                 : application.log_level()) {
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(
      options.colour ? spdlog::color_mode::always : spdlog::color_mode::never);
  logger_ = std::make_shared<spdlog::logger>("run", std::move(sink));
  logger_->set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
  logger_->set_level(spdlog::level::trace);  // levels are looked at before
}

void run_log::say(const std::string& line) {
  if (!quiet_) tell(severity::info, "", line);
}

void run_log::error(const std::string& line) { tell(severity::error, "error: ", line); }

void run_log::tell(severity level, const char* before, const std::string& line) {
  clear_progress();
  if (format_ == log_format::text) {
    std::fprintf(stderr, "%s%s\n", before, line.c_str());
  } else {
    const fauxtp::report told{.level = level, .text = line};
    print(told, {}, json_line(told, {}));
  }
}

void run_log::print(const fauxtp::report& report, const std::vector<std::string>& stack,
                    const std::string& json) {
  switch (format_) {
    case log_format::text:
      logger_->log(level_of(report.level), "{}", text_of(report, stack));
      break;
    case log_format::journal:
      std::fputs(journal_lines(report.level, text_of(report, stack)).c_str(), stderr);
      break;
    case log_format::json:
      std::fputs((json + "\n").c_str(), stderr);
      break;
  }
}

void run_log::show_progress(const std::string& line) {
  const std::lock_guard lock(guard_);
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
  progress_shown_ = true;
}

void run_log::clear_progress() {
  const std::lock_guard lock(guard_);
  if (std::exchange(progress_shown_, false)) std::fputs("\r\x1b[K", stderr);
}

void run_log::write(const fauxtp::report& report) {
  note(report);
  const bool started = report.label == "supervisor/progress" && phase_ == phase::starting;
  const bool stopped = report.label == "supervisor/stopped" && phase_ != phase::up;
  if ((started || stopped) && format_ == log_format::text) {
    const std::string child = report.name + "/" + field(report, "id");
    say(std::string(started ? "  started  " : "  stopped  ") + child + "  " + field(report, "pid"));
    return keep(report, json_line(report, {}));
  }
  if (!is_shown(report)) return;
  clear_progress();
  const std::vector<std::string> stack = names_.of(report.stack);
  std::string json = json_line(report, stack);
  print(report, stack, json);
  keep(report, std::move(json));
}

void run_log::set_level(severity level) {
  const std::lock_guard lock(guard_);
  level_ = level;
  levels_.clear();
}

void run_log::set_level(const std::string& path, severity level) {
  const std::lock_guard lock(guard_);
  levels_[path] = level;
}

// Of several levels that of the longest path counts.
bool run_log::is_shown(const fauxtp::report& report) const {
  const std::lock_guard lock(guard_);
  severity least = level_;
  std::size_t longest = 0;
  for (const auto& [path, level] : levels_) {
    if (path.size() < longest || !is_in(report.name, path)) continue;
    longest = path.size();
    least = level;
  }
  return report.level >= least;
}

void run_log::keep(const fauxtp::report& report, std::string json) {
  line made{report.level, report.name, std::move(json)};
  const std::lock_guard lock(guard_);
  std::erase_if(followers_, [&made](const follower& each) {
    const bool wants = is_in(made.path, each.wanted.path) || each.wanted.path.empty();
    if (!wants || made.level < each.wanted.level) return !each.answer.wanted();
    return !each.answer.stream(made.json);
  });
  if (last_.size() == most_lines) last_.pop_front();
  last_.push_back(std::move(made));
}

bool run_log::show(const log_filter& wanted, const control_answer& answer, bool follow) {
  const std::lock_guard lock(guard_);
  for (const line& each : last_) {
    const bool wants = is_in(each.path, wanted.path) || wanted.path.empty();
    if (wants && each.level >= wanted.level) answer.stream(each.json);
  }
  if (follow) followers_.push_back({wanted, answer});
  return follow;
}

bool run_log::knows(const std::string& path) const {
  const std::lock_guard lock(guard_);
  return std::ranges::any_of(last_, [&](const line& each) { return is_in(each.path, path); });
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
