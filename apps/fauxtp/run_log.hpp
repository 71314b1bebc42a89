#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "capsule_files.hpp"
#include "commands.hpp"
#include "control/control_answer.hpp"
#include "crash_echo.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "log_levels.hpp"
#include "log_sinks.hpp"
#include "stack_names.hpp"

/// "debug", … "critical". Throws request_error for any other word.
fauxtp::severity level_called(const std::string& name);
/// Which lines of the log an operator wants to see.
struct log_filter {
  std::string path;  // this actor, those under it, and what its supervisor says of it; empty: all
  fauxtp::severity level = fauxtp::severity::debug;
};

/// What the operator sees of a running application. On standard error, the tree comes up and goes
/// down as a list, and all else is lines of the log. The last thousand lines (8 MiB at most) are
/// kept, and shown on request. Any thread may call it.
class run_log {
 public:
  /// The command line says what is shown and where, else the application's file. Throws
  /// std::runtime_error if the log cannot go where the file says.
  run_log(const command_options& options, const fauxtp::application& application);
  /// Waits until all is written, but no longer than a second.
  ~run_log();

  void write(const fauxtp::report& report);
  /// Writes a line for people, unless --quiet.
  void say(const std::string& line);
  void warn(const std::string& line);
  void error(const std::string& line);
  /// Writes text for people to standard error, as it is.
  void print(std::string text);
  /// To be called right before the process ends. Waits as the destructor does.
  void last_words(std::string text);
  /// Shows a line in place of which the next one is written; only for terminals.
  void show_progress(const std::string& line);

  void is_up() { phase_ = phase::up; }
  void is_stopping() { phase_ = phase::stopping; }

  /// Opens the sinks of another file, to be used when that file is in force. Throws like the
  /// constructor.
  std::shared_ptr<log_sinks> opened(const fauxtp::application& application) const;
  /// From now on the log is as that file says: it goes to these sinks, which are open. If the
  /// file's levels differ from those of the file before, they replace what an operator has set.
  void change(std::shared_ptr<log_sinks> sinks, const fauxtp::application& application);

  /// Sets the level from which on the log shows reports: of all actors, or of one path and what is
  /// under it.
  void set_level(fauxtp::severity level);
  void set_level(const std::string& path, fauxtp::severity level);
  /// Answers with the last lines. Returns true if the answer goes on with the lines to come.
  bool show(const log_filter& wanted, const control_answer& answer, bool follow);
  /// Whether one of the last lines is from or about this path, or one under it.
  bool knows(const std::string& path) const;

  /// Whether the root has reached its restart intensity.
  bool gave_up() const { return gave_up_; }
  int killed_children() const { return killed_.load(); }

 private:
  enum class phase { starting, up, stopping };
  struct line {
    fauxtp::severity level;
    std::string path;
    std::string about;  // the child of which a supervisor's line tells
    std::string json;

    bool concerns(const std::string& whom) const;
  };
  struct follower {
    log_filter wanted;
    control_answer answer;
  };
  log_levels levels_of(const fauxtp::application& application) const;
  void note(const fauxtp::report& report);
  /// Writes the last report: the process ends when this returns.
  void write_last(const fauxtp::report& report);
  bool is_shown(const fauxtp::report& report) const;
  /// The line for the list on standard error while the tree comes up or goes down; empty for any
  /// other report.
  std::string listed_text(const fauxtp::report& report) const;
  std::shared_ptr<log_sinks> sinks() const;
  void keep(const fauxtp::report& report, std::string json);
  void shorten_echo(log_record& crash);

  command_options options_;
  stack_names names_;
  std::string root_;  // the application's name, under which its root supervisor reports
  std::atomic<phase> phase_{phase::starting};
  std::atomic<int> killed_{0};
  std::atomic<bool> gave_up_{false};

  std::shared_ptr<queued_sink> standard_error_;

  mutable std::mutex guard_;  // of all below
  std::shared_ptr<log_sinks> sinks_;
  log_levels of_file_;
  log_levels levels_;
  std::deque<line> last_;
  std::size_t bytes_ = 0;  // of last_
  std::vector<follower> followers_;
  crash_echo crashes_;

  capsule_files capsules_;
};
