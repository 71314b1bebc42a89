// Opens the sinks of the log, and writes to all of them.
#include "log_sinks.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace {

using type = fauxtp::sink_type;
using clock_type = std::chrono::steady_clock;

queued_sink::opener opener_of(const fauxtp::log_sink& wanted,
                              const fauxtp::application& application) {
  if (wanted.type == type::journal) {
    return
        [path = wanted.path, name = application.name()] { return make_journal_sink(path, name); };
  }
  const bool as_text = application.log_format() == "text";
  return [wanted, format = as_text ? log_format::text : log_format::json] {
    return make_file_sink(wanted, format);
  };
}

}  // namespace

log_sinks::log_sinks(const command_options& options, const fauxtp::application& application,
                     std::shared_ptr<queued_sink> standard_error)
    : format_(format_called(options.log_format.value_or(application.log_format()))),
      standard_error_(std::move(standard_error)) {
  const auto tell_of_failure = [to = standard_error_, format = format_](const std::string& why) {
    const fauxtp::report told{.level = fauxtp::severity::error,
                              .text = "lines of the log are lost: " + why};
    to->write(std::make_shared<const log_record>(
        log_record{.report = told, .plain = "error: " + told.text, .format = format}));
  };
  const auto wanted = application.log_sinks();
  shows_ = wanted.empty();
  for (const auto& each : wanted) {
    if (each.type == type::standard_error) {
      shows_ = true;
      continue;
    }
    try {
      others_.emplace_back(opener_of(each, application), tell_of_failure);
    } catch (const std::exception& failure) {
      throw std::runtime_error(each.place + ": the log cannot go there: " + failure.what());
    }
  }
}

void log_sinks::write(log_record record, bool on_standard_error, bool elsewhere) {
  record.format = format_;
  const auto shared = std::make_shared<const log_record>(std::move(record));
  if (on_standard_error) standard_error_->write(shared);
  if (!elsewhere) return;
  for (queued_sink& each : others_) each.write(shared);
}

void log_sinks::write(log_record record, bool all) { write(std::move(record), shows_, all); }
void log_sinks::write_urgent(log_record record) { write(std::move(record), true, true); }

void log_sinks::print(std::string text) {
  standard_error_->write(
      std::make_shared<const log_record>(log_record{.report = {}, .plain = std::move(text)}));
}

void log_sinks::show_progress(std::string line) {
  standard_error_->write(std::make_shared<const log_record>(
      log_record{.report = {}, .plain = std::move(line), .is_progress = true}));
}

void log_sinks::flush(std::chrono::milliseconds patience) {
  const auto until = clock_type::now() + patience;
  const auto wait_for = [until](queued_sink& each) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock_type::now());
    each.flush(std::max(left, std::chrono::milliseconds(0)));
  };
  for (queued_sink& each : others_) wait_for(each);
  wait_for(*standard_error_);  // last: the other sinks report their failures there
}
