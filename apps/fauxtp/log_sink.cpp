// Lines of the log on standard error, and in files.
#include "log_sink.hpp"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <cstdio>

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

void write_to(spdlog::sinks::sink& sink, severity level, const std::string& text) {
  sink.log(spdlog::details::log_msg("run", level_of(level), text));
}

class standard_error_sink final : public log_sink {
 public:
  standard_error_sink(log_format format, bool colour)
      : format_(format), text_(colour ? spdlog::color_mode::always : spdlog::color_mode::never) {
    text_.set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
  }

  void write(const log_record& record) override {
    const severity level = record.report.level;
    switch (format_) {
      case log_format::text:
        if (!record.plain.empty()) {
          std::fputs((record.plain + "\n").c_str(), stderr);
        } else {
          write_to(text_, level, text_of(record.report, record.stack));
        }
        break;
      case log_format::journal:
        std::fputs(journal_lines(level, text_of(record.report, record.stack)).c_str(), stderr);
        break;
      case log_format::json:
        std::fputs((record.json + "\n").c_str(), stderr);
        break;
    }
  }

 private:
  log_format format_;
  spdlog::sinks::ansicolor_stderr_sink_mt text_;
};

class file_sink final : public log_sink {
 public:
  file_sink(const fauxtp::application::log_sink& file, log_format format)
      : is_text_(format == log_format::text) {
    if (file.rotate_size > 0) {
      file_ = std::make_unique<spdlog::sinks::rotating_file_sink_mt>(file.path, file.rotate_size,
                                                                     file.keep);
    } else {
      file_ = std::make_unique<spdlog::sinks::basic_file_sink_mt>(file.path);
    }
    file_->set_pattern(is_text_ ? "%Y-%m-%d %H:%M:%S.%e %-7l %v" : "%v");
  }

  void write(const log_record& record) override {
    write_to(*file_, record.report.level,
             is_text_ ? text_of(record.report, record.stack) : record.json);
    file_->flush();
  }

 private:
  bool is_text_;
  std::unique_ptr<spdlog::sinks::sink> file_;
};

}  // namespace

std::unique_ptr<log_sink> make_standard_error_sink(log_format format, bool colour) {
  return std::make_unique<standard_error_sink>(format, colour);
}

std::unique_ptr<log_sink> make_file_sink(const fauxtp::application::log_sink& file,
                                         log_format format) {
  return std::make_unique<file_sink>(file, format);
}
