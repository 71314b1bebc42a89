// Takes lines for a sink, and passes them to it on a thread that may wait.
#include "queued_sink.hpp"

#include <exception>
#include <future>
#include <utility>

namespace {

constexpr std::chrono::seconds longest_opening{1};

fauxtp::report lost_lines(std::size_t lost) {
  return {.level = fauxtp::severity::warning,
          .label = "log/lost",
          .text = std::to_string(lost) +
                  " lines of the log are lost here: they came faster than they were taken",
          .fields = {{"lines", std::to_string(lost)}}};
}

}  // namespace

/// What the queue's thread uses; the thread may live longer than the application.
struct queued_sink::state {
  std::unique_ptr<log_sink> sink;
  std::exception_ptr not_open;
  std::function<void(const std::string&)> tell_of_failure;
  log_format format = log_format::text;
  bool is_failing = false;

  void open(const opener& how, std::promise<void>& opened) {
    try {
      sink = how();
      opened.set_value();
    } catch (const std::exception&) {
      not_open = std::current_exception();
      opened.set_exception(not_open);
    }
  }
  void write(const log_record& record) {
    format = record.format;
    try {
      if (not_open) std::rethrow_exception(not_open);
      sink->write(record);
      is_failing = false;
    } catch (const std::exception& failure) {
      if (!std::exchange(is_failing, true)) tell_of_failure(failure.what());
    }
  }
};

queued_sink::queued_sink(opener open, std::function<void(const std::string& why)> tell_of_failure)
    : state_(std::make_shared<state>()), queue_("fauxtp/log", [state = state_](std::size_t lost) {
        state->write({.report = lost_lines(lost), .format = state->format});
      }) {
  state_->tell_of_failure = std::move(tell_of_failure);
  const auto opened = std::make_shared<std::promise<void>>();
  auto outcome = opened->get_future();
  queue_.add(0, [state = state_, open = std::move(open), opened] { state->open(open, *opened); });
  if (outcome.wait_for(longest_opening) == std::future_status::ready) outcome.get();
}

void queued_sink::write(std::shared_ptr<const log_record> record) {
  const std::size_t size = record->size();
  queue_.add(size, [state = state_, record = std::move(record)] { state->write(*record); });
}
