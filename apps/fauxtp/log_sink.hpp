#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "log_line.hpp"

/// A line of the log in all the forms in which it may be written.
struct log_record {
  using clock = std::chrono::system_clock;

  fauxtp::report report;
  std::vector<std::string> stack{};  // names of functions
  std::string json = json_line(report, stack);
  // What standard error shows to people instead of a line of the log; may be empty.
  std::string plain{};
  log_format format = log_format::text;  // of standard error
  bool is_progress = false;              // the next line takes the place of `plain`
  clock::time_point time = clock::now();

  /// About how much memory the record takes.
  std::size_t size() const { return 2 * json.size() + plain.size(); }
};

/// A place where lines of the log go.
class log_sink {
 public:
  virtual ~log_sink() = default;
  /// Called by one thread at a time. Throws std::exception if it cannot write.
  virtual void write(const log_record& record) = 0;
};

std::unique_ptr<log_sink> make_standard_error_sink(bool colour);
/// Throws std::exception if the file cannot be opened.
std::unique_ptr<log_sink> make_file_sink(const fauxtp::log_sink& file, log_format format);
/// Writes to systemd's journal by its own protocol: each line has its path, pid and label as
/// fields. If `socket` is empty, it is the usual one. Throws std::runtime_error if no journal takes
/// lines there.
std::unique_ptr<log_sink> make_journal_sink(const std::filesystem::path& socket,
                                            const std::string& application);
