#pragma once

#include <spdlog/logger.h>

#include <atomic>
#include <memory>
#include <string>

#include "commands.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"

/// What the operator sees of a running application, on standard error: the tree coming up and going
/// down as a list, all else as lines of a log. Any thread.
class run_log {
 public:
  /// What is shown: as the command line says, else the application's file.
  run_log(const command_options& options, const fauxtp::application& application);

  void write(const fauxtp::report& report);
  /// A line for people, unless --quiet.
  void say(const std::string& line);
  void error(const std::string& line);

  void is_up() { phase_ = phase::up; }
  void is_stopping() { phase_ = phase::stopping; }

  /// The root has reached its restart intensity.
  bool gave_up() const { return gave_up_; }
  int killed_children() const { return killed_.load(); }

 private:
  enum class phase { starting, up, stopping };
  void note(const fauxtp::report& report);

  std::shared_ptr<spdlog::logger> logger_;
  std::string root_;  // the application's name, under which its root supervisor reports
  bool quiet_;
  std::atomic<phase> phase_{phase::starting};
  std::atomic<int> killed_{0};
  std::atomic<bool> gave_up_{false};
};
