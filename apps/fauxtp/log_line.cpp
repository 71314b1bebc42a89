// The forms that lines of the log have.
#include "log_line.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sstream>

#include "fauxtp/shown_text.hpp"

namespace {

/// systemd says in JOURNAL_STREAM which file leads to its journal.
bool leads_to_the_journal(int file) {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat found {};
  if (stream == nullptr || fstat(file, &found) != 0) return false;
  return std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino) == stream;
}

/// JSON allows, inside texts, characters that a terminal obeys or that read backwards. They can
/// stand only in texts, so they are escaped there.
template <class Json>
std::string dumped(const Json& shown) {
  return fauxtp::visible(shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

std::string time_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char day[32];
  std::strftime(day, sizeof day, "%FT%T", &parts);
  char text[48];
  std::snprintf(text, sizeof text, "%s.%03dZ", day, static_cast<int>(ms));
  return text;
}

log_format format_called(const std::string& word) {
  if (word == "text") return log_format::text;
  if (word == "json") return log_format::json;
  if (word == "journal" || leads_to_the_journal(STDERR_FILENO)) return log_format::journal;
  return isatty(STDERR_FILENO) != 0 ? log_format::text : log_format::json;
}

std::string line_of(const nlohmann::json& shown) { return dumped(shown); }

std::string json_line(const fauxtp::report& report, const std::vector<std::string>& stack) {
  nlohmann::ordered_json shown = {{"time", time_now()}, {"level", to_string(report.level)}};
  if (!report.name.empty()) shown["path"] = report.name;
  if (report.from) shown["pid"] = to_string(report.from);
  shown["text"] = report.text;
  if (!report.label.empty()) shown["label"] = report.label;
  for (const auto& [key, value] : report.fields) shown["fields"][key] = value;
  if (!stack.empty()) shown["stack"] = stack;
  return dumped(shown);
}

std::string speaker_text(const std::string& path, const std::string& pid) {
  std::string text = path.empty() || path == pid ? "" : path + " ";
  if (!pid.empty()) text += pid + " ";
  return text;
}

std::string text_of(const fauxtp::report& report, const std::vector<std::string>& stack) {
  std::string text =
      fauxtp::visible(speaker_text(report.name, report.from ? to_string(report.from) : ""));
  // This report is the only one that is a list; a report of the application is always one line.
  const bool is_list = report.label == "supervisor/shutdown";
  text += is_list ? fauxtp::visible_lines(report.text) : fauxtp::visible(report.text);
  for (std::size_t i = 0; i < stack.size(); ++i) {
    text += "\n    #" + std::to_string(i) + " " + fauxtp::visible(stack[i]);
  }
  return text;
}

char priority_of(fauxtp::severity level) {
  return static_cast<char>('7' - static_cast<int>(level));
}

std::string journal_lines(fauxtp::severity level, const std::string& text) {
  std::istringstream lines(text);
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    all += std::string("<") + priority_of(level) + ">" + line + "\n";
  }
  return all;
}
