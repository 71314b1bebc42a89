#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "log_line.hpp"

/// A line of the log, in all the ways in which it may be written.
struct log_record {
  const fauxtp::report& report;
  const std::vector<std::string>& stack;  // functions
  const std::string& json;
  std::string plain{};  // what people see of it on standard error, if that is no line of a log
};

/// A place where lines of the log go.
class log_sink {
 public:
  virtual ~log_sink() = default;
  /// Any thread. Throws std::exception if it cannot.
  virtual void write(const log_record& record) = 0;
};

std::unique_ptr<log_sink> make_standard_error_sink(log_format format, bool colour);
/// Throws std::exception if it cannot be opened.
std::unique_ptr<log_sink> make_file_sink(const fauxtp::application::log_sink& file,
                                         log_format format);
/// systemd's journal, by its own protocol: each line with its path, pid and label as fields.
/// `socket` may be empty: the usual one. Throws std::runtime_error if no journal takes lines there.
std::unique_ptr<log_sink> make_journal_sink(const std::filesystem::path& socket,
                                            const std::string& application);
