#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>

#include "commands.hpp"
#include "fauxtp/application.hpp"
#include "log_sink.hpp"

/// All places where the log of a run goes. Any thread.
class log_sinks {
 public:
  /// Those of the application's file, or standard error. Throws std::runtime_error, with the place
  /// in the file, if one cannot be opened.
  log_sinks(const command_options& options, const fauxtp::application& application);

  /// On standard error it is for people.
  bool has_readers() const { return shows_ && format_ == log_format::text; }

  /// If it is not for `all`, only standard error has it. Of a sink that cannot write that much is
  /// told, and the others go on.
  void write(const log_record& record, bool all = true);
  /// The same, and on standard error even if the log does not go there.
  void write_urgent(const log_record& record);

 private:
  struct sink {
    std::unique_ptr<log_sink> to;
    std::atomic<bool> failing = false;
  };
  void tell_of_failure(const std::string& why);

  log_format format_;  // of standard error
  std::unique_ptr<log_sink> standard_error_;
  bool shows_ = false;
  std::deque<sink> others_;
};
