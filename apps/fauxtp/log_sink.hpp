#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "log_line.hpp"

/// A line of the log, in all the ways in which it may be written.
struct log_record {
  using clock = std::chrono::system_clock;

  fauxtp::report report;
  std::vector<std::string> stack{};  // functions
  std::string json = json_line(report, stack);
  // What people see of it on standard error, if that is no line of a log.
  std::string plain{};
  log_format format = log_format::text;  // of standard error
  bool is_progress = false;              // the next line takes the place of `plain`
  clock::time_point time = clock::now();

  /// About how much memory it takes.
  std::size_t size() const { return 2 * json.size() + plain.size(); }
};

/// A place where lines of the log go.
class log_sink {
 public:
  virtual ~log_sink() = default;
  /// One thread at a time. Throws std::exception if it cannot.
  virtual void write(const log_record& record) = 0;
};

std::unique_ptr<log_sink> make_standard_error_sink(bool colour);
/// Throws std::exception if it cannot be opened.
std::unique_ptr<log_sink> make_file_sink(const fauxtp::application::log_sink& file,
                                         log_format format);
/// systemd's journal, by its own protocol: each line with its path, pid and label as fields.
/// `socket` may be empty: the usual one. Throws std::runtime_error if no journal takes lines there.
std::unique_ptr<log_sink> make_journal_sink(const std::filesystem::path& socket,
                                            const std::string& application);
