// fauxtp ps: every actor of a running application.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commands.hpp"
#include "control/control_client.hpp"

namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};
constexpr std::size_t columns = 7;
using cells = std::array<std::string, columns>;

std::string time_text(double ms) {
  char text[32];
  if (ms < 1000) {
    std::snprintf(text, sizeof text, "%.0f ms", ms);
  } else if (ms < 60'000) {
    std::snprintf(text, sizeof text, "%.1f s", ms / 1000);
  } else if (ms < 3'600'000) {
    std::snprintf(text, sizeof text, "%.0f min", ms / 60'000);
  } else {
    std::snprintf(text, sizeof text, "%.1f h", ms / 3'600'000);
  }
  return text;
}

std::string waiting_text(const json& actor) {
  const auto found = actor.find("waits");
  if (found == actor.end()) return "";
  const json& waits = *found;
  std::string text = waits["for"];
  if (waits.contains("whom")) text += " of " + waits["whom"].get<std::string>();
  if (waits.contains("file")) {
    const std::filesystem::path file = waits["file"].get<std::string>();
    text += " at " + file.filename().string() + ":" + std::to_string(waits["line"].get<int>());
  }
  return text + ", " + time_text(waits["ms"]);
}

cells row_of(const json& actor) {
  const std::size_t waiting = actor["mailbox"];
  std::string mailbox = std::to_string(waiting);
  if (waiting > 0) mailbox += ", " + time_text(actor["oldest_message_ms"]);
  const auto kib = [&](const char* key) {
    return std::to_string((actor[key].get<std::size_t>() + 1023) / 1024);
  };
  return {actor["path"],
          actor["pid"],
          actor["hibernates"] ? "hibernates" : actor["status"].get<std::string>(),
          mailbox,
          std::to_string(actor["handled"].get<std::uint64_t>()),
          kib("stack_touched") + " of " + kib("stack_size") + " KiB",
          waiting_text(actor)};
}

void print(const json& actors) {
  std::vector<cells> lines = {{"PATH", "PID", "STATE", "MAILBOX", "HANDLED", "STACK", "WAITS FOR"}};
  for (const json& each : actors) lines.push_back(row_of(each));
  std::array<std::size_t, columns> widths{};
  for (const cells& line : lines) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  for (const cells& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < columns; ++i) {
      text += line[i] + std::string(widths[i] - line[i].size() + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    std::puts(text.c_str());
  }
}

/// Those whose path or name has that text in it, most first where it is a number.
json arranged(json actors, const operator_options& options) {
  json chosen = json::array();
  for (json& each : actors) {
    const std::string path = each["path"];
    if (path.find(options.filter) != std::string::npos) chosen.push_back(std::move(each));
  }
  const std::string key = options.sort == "stack" ? "stack_touched" : options.sort;
  std::stable_sort(chosen.begin(), chosen.end(), [&](const json& left, const json& right) {
    return left[key].is_number() ? left[key] > right[key] : left[key] < right[key];
  });
  return chosen;
}

}  // namespace

int ps(const operator_options& options) {
  const json actors =
      arranged(ask(find_application(options.application), {{"request", "ps"}}, patience), options);
  options.json ? void(std::puts(actors.dump(1).c_str())) : print(actors);
  return exit_ok;
}
