#pragma once

#include <chrono>
#include <deque>
#include <memory>

#include "commands.hpp"
#include "fauxtp/application.hpp"
#include "queued_sink.hpp"

/// All sinks of a run's log. A call never waits for a sink. Any thread may call it.
class log_sinks {
 public:
  /// Opens the sinks of the application's file; standard error if the file names none. Throws
  /// std::runtime_error, with the place in the file, if one cannot be opened.
  log_sinks(const command_options& options, const fauxtp::application& application,
            std::shared_ptr<queued_sink> standard_error);

  /// Whether standard error shows the log to people.
  bool has_readers() const { return shows_ && format_ == log_format::text; }

  /// Writes to all sinks, or only to standard error unless `all`. If a sink cannot write, standard
  /// error shows that, and the other sinks go on.
  void write(log_record record, bool all = true);
  /// The same, but always to standard error, too, even if the log does not go there.
  void write_urgent(log_record record);
  /// Writes the text to standard error as it is.
  void print(std::string text);
  /// Shows a line on standard error, in place of which the next line is written.
  void show_progress(std::string line);

  /// Waits until all is written, but no longer than `patience`.
  void flush(std::chrono::milliseconds patience);

 private:
  void write(log_record record, bool on_standard_error, bool elsewhere);

  log_format format_;  // of standard error
  std::shared_ptr<queued_sink> standard_error_;
  bool shows_ = false;
  std::deque<queued_sink> others_;
};
