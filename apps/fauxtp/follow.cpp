// fauxtp trace, logs and loglevel: what an application does and says.
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "fauxtp/shown_text.hpp"
#include "log_line.hpp"

namespace {

using nlohmann::json;

/// Turns "2026-01-31T08:14:02.113Z" into the local time "09:14:02.113".
std::string local_time(const std::string& time) {
  std::tm parts{};
  const char* rest = strptime(time.c_str(), "%FT%T", &parts);
  if (rest == nullptr) return time;
  const std::time_t seconds = timegm(&parts);
  char text[16];
  std::strftime(text, sizeof text, "%T", localtime_r(&seconds, &parts));
  return text + std::string(rest).substr(0, 4);
}

std::string event_text(const json& event) {
  const std::string what =
      event["event"] == "sent" ? "sent to " + event["to"].get<std::string>() : "received";
  return local_time(event["time"]) + " " + what + "  " + event["message"].get<std::string>();
}

std::string log_text(const json& line) {
  const std::string level = line["level"];
  return local_time(line["time"]) + " " + level +
         std::string(level.size() < 8 ? 8 - level.size() : 1, ' ') +
         speaker_text(line.value("path", ""), line.value("pid", "")) +
         line["text"].get<std::string>();
}

template <class Text>
void show(const operator_options& options, const json& request, Text text_of) {
  ask_for_lines(find_application(options.application), request, [&](const json& line) {
    if (line.contains("end")) return;
    if (options.json) {
      print_json(line);
    } else if (line.contains("dropped")) {
      std::fprintf(stderr, "fauxtp: %llu lines dropped, which came faster than they were read\n",
                   line["dropped"].get<unsigned long long>());
    } else {
      std::puts(fauxtp::visible(text_of(line)).c_str());
    }
    std::fflush(stdout);
  });
}

}  // namespace

int trace(const operator_options& options) {
  const json request = {{"request", "trace"},
                        {"target", options.target},
                        {"max", options.max},
                        {"for_ms", options.for_ms}};
  show(options, request, event_text);
  return exit_ok;
}

int logs(const operator_options& options) {
  json request = {{"request", "logs"}, {"follow", options.follow}};
  if (!options.target.empty()) request["target"] = options.target;
  if (!options.level.empty()) request["level"] = options.level;
  show(options, request, log_text);
  return exit_ok;
}

int log_level(const operator_options& options) {
  json request = {{"request", "loglevel"}, {"level", options.words.back()}};
  if (options.words.size() > 1) request["target"] = options.words.front();
  ask(find_application(options.application), request, std::chrono::seconds(10));
  return exit_ok;
}
