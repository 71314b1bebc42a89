// Opens the places where the log goes, and writes to all of them.
#include "log_sinks.hpp"

#include <stdexcept>

namespace {

using type = fauxtp::application::sink_type;

std::unique_ptr<log_sink> opened(const fauxtp::application::log_sink& wanted,
                                 const fauxtp::application& application) {
  try {
    if (wanted.type == type::journal) return make_journal_sink(wanted.path, application.name());
    return make_file_sink(wanted,
                          application.log_format() == "text" ? log_format::text : log_format::json);
  } catch (const std::exception& failure) {
    throw std::runtime_error(wanted.place + ": the log cannot go there: " + failure.what());
  }
}

}  // namespace

log_sinks::log_sinks(const command_options& options, const fauxtp::application& application)
    : format_(format_called(options.log_format.value_or(application.log_format()))),
      standard_error_(make_standard_error_sink(format_, options.colour)) {
  const auto wanted = application.log_sinks();
  shows_ = wanted.empty();
  for (const auto& each : wanted) {
    if (each.type == type::standard_error) {
      shows_ = true;
    } else {
      others_.emplace_back().to = opened(each, application);
    }
  }
}

void log_sinks::write(const log_record& record, bool all) {
  if (shows_) standard_error_->write(record);
  if (!all) return;
  for (sink& each : others_) {
    try {
      each.to->write(record);
      each.failing = false;
    } catch (const std::exception& failure) {
      if (!each.failing.exchange(true)) tell_of_failure(failure.what());
    }
  }
}

void log_sinks::write_urgent(const log_record& record) {
  if (!shows_) standard_error_->write(record);
  write(record);
}

void log_sinks::tell_of_failure(const std::string& why) {
  const fauxtp::report told{.level = fauxtp::severity::error,
                            .text = "lines of the log are lost: " + why};
  standard_error_->write({told, {}, json_line(told, {}), "error: " + told.text});
}
