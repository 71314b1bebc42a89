// Writes lines of the log to standard error and to files.
#include "log_sink.hpp"

#include <fcntl.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "fauxtp/log_queue.hpp"

namespace {

using fauxtp::severity;

spdlog::level::level_enum level_of(severity level) {
  switch (level) {
    case severity::debug:
      return spdlog::level::debug;
    case severity::info:
    case severity::notice:
      return spdlog::level::info;
    case severity::warning:
      return spdlog::level::warn;
    case severity::error:
      return spdlog::level::err;
    case severity::critical:
      return spdlog::level::critical;
  }
  return spdlog::level::info;
}

spdlog::details::log_msg message_of(const log_record& record, const std::string& text) {
  return {record.time, {}, "run", level_of(record.report.level), text};
}

class standard_error_sink final : public log_sink {
 public:
  explicit standard_error_sink(bool colour) : colour_(colour) {}

  void write(const log_record& record) override {
    const char* clean = std::exchange(progress_shown_, record.is_progress) ? "\r\x1b[K" : "";
    fauxtp::write_all(STDERR_FILENO, record.is_progress ? "\r" + record.plain + "\x1b[K"
                                                        : clean + text_for(record));
  }

 private:
  std::string text_for(const log_record& record) {
    switch (record.format) {
      case log_format::journal:
        return journal_lines(record.report.level, text_of(record.report, record.stack));
      case log_format::json:
        return record.json + "\n";
      case log_format::text:
        break;
    }
    return record.plain.empty() ? line_of(record) : record.plain + "\n";
  }
  std::string line_of(const log_record& record) {
    const std::string text = text_of(record.report, record.stack);
    const spdlog::details::log_msg message = message_of(record, text);
    spdlog::memory_buf_t buffer;
    formatter_.format(message, buffer);
    std::string line(buffer.data(), buffer.size());
    if (!colour_) return line;
    constexpr const char* plain = "\x1b[m";
    line.insert(message.color_range_end, plain);
    return line.insert(message.color_range_start, colour_of(record.report.level));
  }
  static const char* colour_of(severity level) {
    switch (level) {
      case severity::debug:
        return "\x1b[36m";
      case severity::info:
      case severity::notice:
        return "\x1b[32m";
      case severity::warning:
        return "\x1b[33m\x1b[1m";
      case severity::error:
        return "\x1b[31m\x1b[1m";
      case severity::critical:
        break;
    }
    return "\x1b[1m\x1b[41m";
  }

  bool colour_;
  bool progress_shown_ = false;
  spdlog::pattern_formatter formatter_{"%H:%M:%S.%e %^%-7l%$ %v"};
};

/// The log is not for other users to read. And another user, who can make a symbolic link there,
/// must not choose the file that is written to.
void keep_from_others(const std::string& path) {
  constexpr mode_t most = 0640;
  struct stat found {};
  const bool is_special = stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode);
  if (is_special && lstat(path.c_str(), &found) == 0 && !S_ISLNK(found.st_mode)) return;
  std::filesystem::create_directories(std::filesystem::absolute(path).parent_path());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, most);
  if (file < 0) {
    const std::string why = errno == ELOOP ? "it is a symbolic link" : std::strerror(errno);
    throw std::runtime_error(path + ": " + why);
  }
  if (fstat(file, &found) == 0 && S_ISREG(found.st_mode) && (found.st_mode & 0777 & ~most) != 0) {
    fchmod(file, found.st_mode & most);
  }
  close(file);
}

class file_sink final : public log_sink {
 public:
  file_sink(const fauxtp::log_sink& file, log_format format)
      : is_text_(format == log_format::text) {
    spdlog::file_event_handlers on_file;
    on_file.before_open = &keep_from_others;
    if (file.rotate_size > 0) {
      file_ = std::make_unique<spdlog::sinks::rotating_file_sink_st>(file.path, file.rotate_size,
                                                                     file.keep, false, on_file);
    } else {
      file_ = std::make_unique<spdlog::sinks::basic_file_sink_st>(file.path, false, on_file);
    }
    file_->set_pattern(is_text_ ? "%Y-%m-%d %H:%M:%S.%e %-7l %v" : "%v");
  }

  void write(const log_record& record) override {
    const std::string text = is_text_ ? text_of(record.report, record.stack) : record.json;
    file_->log(message_of(record, text));
    file_->flush();
  }

 private:
  bool is_text_;
  std::unique_ptr<spdlog::sinks::sink> file_;
};

}  // namespace

std::unique_ptr<log_sink> make_standard_error_sink(bool colour) {
  return std::make_unique<standard_error_sink>(colour);
}

std::unique_ptr<log_sink> make_file_sink(const fauxtp::log_sink& file, log_format format) {
  return std::make_unique<file_sink>(file, format);
}
