// Remembers crashes.
#include "crash_book.hpp"

#include <utility>

#include "actor_path.hpp"
#include "fauxtp/shown_text.hpp"
#include "log_line.hpp"

using nlohmann::json;

namespace {

constexpr std::size_t most_crashes = 100;
constexpr std::size_t longest_text = 4000;

std::string cut(const std::string& text) { return fauxtp::shortened(text, longest_text); }

}  // namespace

void crash_book::note(const fauxtp::report& report) {
  if (report.label != "actor/crash") return;
  entry made{time_now(),
             {.level = report.level,
              .text = cut(report.text),
              .from = report.from,
              .name = report.name,
              .stack = report.stack}};
  for (const auto& [key, value] : report.fields) made.report.fields.emplace_back(key, cut(value));
  const std::lock_guard lock(guard_);
  if (crashes_.size() == most_crashes) crashes_.pop_front();
  crashes_.push_back(std::move(made));
}

json crash_book::of(const std::string& path) {
  std::vector<entry> wanted;
  {
    const std::lock_guard lock(guard_);
    for (const entry& each : crashes_) {
      if (path.empty() || is_in(each.report.name, path)) wanted.push_back(each);
    }
  }
  json shown = json::array();
  for (const entry& each : wanted) {
    json crash = {{"time", each.time},
                  {"path", each.report.name},
                  {"pid", to_string(each.report.from)},
                  {"text", each.report.text},
                  {"stack", names_.of(each.report.stack)}};
    for (const auto& [key, value] : each.report.fields) crash[key] = value;
    shown.push_back(std::move(crash));
  }
  return shown;
}
