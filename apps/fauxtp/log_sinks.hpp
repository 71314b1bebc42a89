#pragma once

#include <chrono>
#include <deque>
#include <memory>

#include "commands.hpp"
#include "fauxtp/application.hpp"
#include "queued_sink.hpp"

/// All places where the log of a run goes. Nobody waits for any of them. Any thread.
class log_sinks {
 public:
  /// Those of the application's file, or standard error. Throws std::runtime_error, with the place
  /// in the file, if one cannot be opened.
  log_sinks(const command_options& options, const fauxtp::application& application,
            std::shared_ptr<queued_sink> standard_error);

  /// On standard error it is for people.
  bool has_readers() const { return shows_ && format_ == log_format::text; }

  /// If it is not for `all`, only standard error has it. Of a sink that cannot write that much is
  /// told, and the others go on.
  void write(log_record record, bool all = true);
  /// The same, and on standard error even if the log does not go there.
  void write_urgent(log_record record);
  /// Text on standard error as it is.
  void print(std::string text);
  /// A line there that the next one takes the place of.
  void show_progress(std::string line);

  /// Waits until all is written, at most for so long.
  void flush(std::chrono::milliseconds patience);

 private:
  void write(log_record record, bool on_standard_error, bool elsewhere);

  log_format format_;  // of standard error
  std::shared_ptr<queued_sink> standard_error_;
  bool shows_ = false;
  std::deque<queued_sink> others_;
};
