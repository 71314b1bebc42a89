#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commands.hpp"
#include "control/control_answer.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "log_levels.hpp"
#include "log_sinks.hpp"
#include "stack_names.hpp"

/// "debug", … "critical". Throws request_error for any other word.
fauxtp::severity level_called(const std::string& name);
/// Which lines of the log somebody wants to see.
struct log_filter {
  std::string path;  // of that actor, of those under it, or of its supervisor about it; empty: all
  fauxtp::severity level = fauxtp::severity::debug;
};

/// What the operator sees of a running application: on standard error the tree coming up and going
/// down as a list, all else as lines of a log; and the last thousand of those lines, 8 MiB at most, on
/// request. Any thread.
class run_log {
 public:
  /// What is shown, and where: as the command line says, else the application's file. Throws
  /// std::runtime_error if it cannot go where the file says.
  run_log(const command_options& options, const fauxtp::application& application);
  /// Waits a second at most until all is written.
  ~run_log();

  void write(const fauxtp::report& report);
  /// A line for people, unless --quiet.
  void say(const std::string& line);
  void warn(const std::string& line);
  void error(const std::string& line);
  /// Text for people on standard error, as it is.
  void print(std::string text);
  /// The process ends right afterwards. Waits as the destructor does.
  void last_words(std::string text);
  /// A line that the next one takes the place of; only for terminals.
  void show_progress(const std::string& line);

  void is_up() { phase_ = phase::up; }
  void is_stopping() { phase_ = phase::stopping; }

  /// The sinks of another file, to be used when that is in force. Throws like the constructor.
  std::shared_ptr<log_sinks> opened(const fauxtp::application& application) const;
  /// The log is as that file says from now on: it goes to its sinks, which are open, and if the
  /// levels are not those of the file before, they hold instead of what an operator has set.
  void change(std::shared_ptr<log_sinks> sinks, const fauxtp::application& application);

  /// The least important lines from now on: of all, or of one path and what is under it.
  void set_level(fauxtp::severity level);
  void set_level(const std::string& path, fauxtp::severity level);
  /// Answers with the last lines; true if it goes on with those to come.
  bool show(const log_filter& wanted, const control_answer& answer, bool follow);
  /// Whether one of the last lines is of that path or about it, or one under it.
  bool knows(const std::string& path) const;

  /// The root has reached its restart intensity.
  bool gave_up() const { return gave_up_; }
  int killed_children() const { return killed_.load(); }

 private:
  enum class phase { starting, up, stopping };
  struct line {
    fauxtp::severity level;
    std::string path;
    std::string about;  // the child of which a supervisor speaks
    std::string json;

    bool concerns(const std::string& whom) const;
  };
  struct follower {
    log_filter wanted;
    control_answer answer;
  };
  log_levels levels_of(const fauxtp::application& application) const;
  void note(const fauxtp::report& report);
  /// The process ends when it returns.
  void write_last(const fauxtp::report& report);
  bool is_shown(const fauxtp::report& report) const;
  /// Of a report that is one of a list on standard error, while the tree comes up or goes down.
  std::string listed_text(const fauxtp::report& report) const;
  std::shared_ptr<log_sinks> sinks() const;
  void keep(const fauxtp::report& report, std::string json);

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
  std::size_t bytes_ = 0;  // of those lines
  std::vector<follower> followers_;
};
