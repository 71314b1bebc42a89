// The log of a run.
#include "run_log.hpp"

#include <algorithm>
#include <utility>

#include "actor_path.hpp"
#include "control/requests.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

using fauxtp::severity;

// Bounds of the log that is kept for `logs`.
constexpr std::size_t most_lines = 1000;
constexpr std::size_t most_bytes = std::size_t{8} << 20;
// How long the end of the process waits until the log is written.
constexpr std::chrono::seconds last_patience{1};
constexpr severity levels[] = {severity::debug,   severity::info,  severity::notice,
                               severity::warning, severity::error, severity::critical};

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
    : options_(options),
      root_(application.name()),
      standard_error_(std::make_shared<queued_sink>(
          [colour = options.colour] { return make_standard_error_sink(colour); },
          [](const std::string&) {})),
      sinks_(opened(application)),
      of_file_(levels_of(application)),
      levels_(of_file_),
      capsules_(application, [this](const fauxtp::report& report) { write(report); }) {}

log_levels run_log::levels_of(const fauxtp::application& application) const {
  if (options_.quiet) return {severity::error, {}};
  return {options_.log_level ? level_called(*options_.log_level) : application.log_level(),
          application.log_levels()};
}

std::shared_ptr<log_sinks> run_log::opened(const fauxtp::application& application) const {
  return std::make_shared<log_sinks>(options_, application, standard_error_);
}

void run_log::change(std::shared_ptr<log_sinks> sinks, const fauxtp::application& application) {
  log_levels next = levels_of(application);
  capsules_.change(application);
  const std::lock_guard lock(guard_);
  sinks_.swap(sinks);
  if (next == of_file_) return;
  levels_ = of_file_ = std::move(next);
}

run_log::~run_log() { sinks_->flush(last_patience); }

void run_log::say(const std::string& line) {
  if (options_.quiet) return;
  fauxtp::report told{.level = severity::info, .text = line};
  const bool shown = is_shown(told);
  sinks()->write(log_record{.report = std::move(told), .plain = line}, shown);
}

void run_log::print(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  if (!text.empty()) sinks()->print(std::move(text));
}

void run_log::warn(const std::string& line) {
  write({.level = severity::warning, .text = line, .name = root_});
}

void run_log::error(const std::string& line) {
  sinks()->write_urgent(
      log_record{.report = {.level = severity::error, .text = line}, .plain = "error: " + line});
}

void run_log::last_words(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  sinks()->write_urgent(
      log_record{.report = {.level = severity::error, .text = text}, .plain = "fauxtp: " + text});
  sinks()->flush(last_patience);
}

void run_log::show_progress(const std::string& line) { sinks()->show_progress(line); }

std::shared_ptr<log_sinks> run_log::sinks() const {
  const std::lock_guard lock(guard_);
  return sinks_;
}

std::string run_log::listed_text(const fauxtp::report& report) const {
  const bool started = report.label == "supervisor/progress" && phase_ == phase::starting;
  const bool stopped = report.label == "supervisor/stopped" && phase_ != phase::up;
  if (!started && !stopped) return {};
  return (started ? "  started  " : "  stopped  ") +
         fauxtp::visible(report.name + "/" + report.field("id")) + "  " + report.field("pid");
}

void run_log::write(const fauxtp::report& report) {
  if (report.label == "process/end") return write_last(report);
  note(report);
  capsules_.write(report);
  const bool shown = is_shown(report);
  std::string listed = listed_text(report);
  if (!shown && listed.empty()) return;
  const std::shared_ptr<log_sinks> to = sinks();
  if (!to->has_readers() || options_.quiet) listed.clear();
  if (!shown && listed.empty()) return;
  log_record made{.report = report, .stack = names_.of(report.stack), .plain = std::move(listed)};
  keep(report, made.json);
  if (report.label == "actor/crash") shorten_echo(made);
  to->write(std::move(made), shown);
}

// People read of one cause once. The JSON of the line, and `fauxtp crashes`, have all.
void run_log::shorten_echo(log_record& crash) {
  const std::string first = [&] {
    const std::lock_guard lock(guard_);
    return crashes_.notice(crash.report);
  }();
  if (first.empty()) return;
  crash.report.text = "ended for the same reason as " + first + " just before";
  crash.stack.clear();
}

void run_log::write_last(const fauxtp::report& report) {
  log_record made{.report = report, .stack = names_.of(report.stack)};
  const std::shared_ptr<log_sinks> to = sinks();
  to->write_urgent(std::move(made));
  to->flush(last_patience);
}

void run_log::set_level(severity level) {
  const std::lock_guard lock(guard_);
  levels_ = log_levels(level, {});
}

void run_log::set_level(const std::string& path, severity level) {
  const std::lock_guard lock(guard_);
  levels_.set(path, level);
}

bool run_log::is_shown(const fauxtp::report& report) const {
  const std::lock_guard lock(guard_);
  return report.level >= levels_.of(report.name);
}

bool run_log::line::concerns(const std::string& whom) const {
  return whom.empty() || is_in(path, whom) || is_in(about, whom);
}

void run_log::keep(const fauxtp::report& report, std::string json) {
  const bool of_supervisor = report.label.starts_with("supervisor/");
  const std::string id = of_supervisor ? report.field("id") : "";
  line made{report.level, report.name, id.empty() ? "" : report.name + "/" + id, std::move(json)};
  const std::lock_guard lock(guard_);
  std::erase_if(followers_, [&made](const follower& each) {
    if (!made.concerns(each.wanted.path) || made.level < each.wanted.level)
      return !each.answer.wanted();
    return !each.answer.stream(made.json);
  });
  bytes_ += made.json.size();
  last_.push_back(std::move(made));
  while (last_.size() > most_lines || bytes_ > most_bytes) {
    bytes_ -= last_.front().json.size();
    last_.pop_front();
  }
}

bool run_log::show(const log_filter& wanted, const control_answer& answer, bool follow) {
  const std::lock_guard lock(guard_);
  for (const line& each : last_) {
    if (each.concerns(wanted.path) && each.level >= wanted.level) answer.stream(each.json);
  }
  if (follow) followers_.push_back({wanted, answer});
  return follow;
}

bool run_log::knows(const std::string& path) const {
  const std::lock_guard lock(guard_);
  return std::ranges::any_of(last_, [&](const line& each) { return each.concerns(path); });
}

void run_log::note(const fauxtp::report& report) {
  if (report.label == "supervisor/shutdown") {
    if (report.name != root_) return;
    gave_up_ = true;
    phase_ = phase::stopping;
  } else if (report.label == "supervisor/shutdown_error" && report.field("reason") == "killed") {
    if (phase_ != phase::up) ++killed_;
  } else if (report.label == "supervisor/auto_shutdown" && report.name == root_) {
    phase_ = phase::stopping;
  }
}
