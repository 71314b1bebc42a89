// Actors as lines of a table.
#include "actor_table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "console.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

using nlohmann::json;

constexpr std::size_t columns = 11;
using cells = std::array<std::string, columns>;

const cells head = {"PATH",    "PID",      "STATE", "CPU",       "MAILBOX", "SHED",
                    "HANDLED", "RESTARTS", "STACK", "WAITS FOR", "LAST END"};

std::string mailbox_text(const json& actor) {
  const std::size_t waiting = actor.value("mailbox", std::size_t{0});
  std::string text = std::to_string(waiting);
  if (actor.contains("mailbox_limit")) {
    text += " of " + std::to_string(actor["mailbox_limit"].get<std::size_t>());
    if (const auto lost = actor["lost"].get<std::size_t>(); lost > 0) {
      text += ", " + std::to_string(lost) + " lost";
    }
  }
  if (waiting > 0) text += ", " + time_text(actor["oldest_message_ms"]);
  return text;
}

std::string stack_text(const json& actor) {
  const auto kib = [&](const char* key) {
    return std::to_string((actor[key].get<std::size_t>() + 1023) / 1024);
  };
  const std::string used = actor.contains("stack_used") ? kib("stack_used") : "?";
  return used + " of " + kib("stack_size") + " KiB";
}

std::string share_text(const json& actor) {
  char text[16];
  std::snprintf(text, sizeof text, "%.0f %%", 100 * actor["cpu"].get<double>());
  return text;
}

/// How often an actor was started again; for a supervisor also how many of its restarts are used
/// up.
std::string restarts_text(const json& actor) {
  std::string text;
  if (actor.contains("restarts")) text = std::to_string(actor["restarts"].get<std::size_t>());
  const auto found = actor.find("supervisor");
  if (found == actor.end()) return text;
  if (!text.empty()) text += ", ";
  if (found->empty()) return text + "?";
  return text + "used " + std::to_string((*found)["restarts"].get<std::size_t>()) + " of " +
         std::to_string((*found)["intensity"].get<std::size_t>()) + " in " +
         time_text((*found)["period_ms"]);
}

/// The first line of why it last ended, cut if it is long.
std::string end_text(const json& actor) {
  constexpr std::size_t longest = 60;
  std::string text = actor.value("last_end", "");
  const std::size_t end = std::min(text.find('\n'), text.size() > longest ? longest : text.npos);
  if (end == text.npos) return text;
  return text.substr(0, end) + "...";
}

cells row_of(const json& actor) {
  const bool seen = actor.contains("mailbox");
  const std::string unknown = actor.contains("pid") ? "?" : "";  // else nothing runs
  return {actor["path"],
          actor.value("pid", ""),
          state_text(actor),
          actor.contains("cpu") ? share_text(actor) : "",
          seen ? mailbox_text(actor) : unknown,
          actor.contains("shed") ? actor["shed"].dump() : "",
          seen ? std::to_string(actor["handled"].get<std::uint64_t>()) : unknown,
          restarts_text(actor),
          actor.contains("stack_size") ? stack_text(actor) : unknown,
          waiting_text(actor),
          end_text(actor)};
}

}  // namespace

double milliseconds(fauxtp::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

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

std::string wait_text(const std::string& what, const std::string& whom,
                      const std::filesystem::path& file, unsigned line) {
  std::string text = what;
  if (!whom.empty()) text += " of " + whom;
  if (line != 0) text += " at " + file.filename().string() + ":" + std::to_string(line);
  return text;
}

std::string waiting_text(const json& actor) {
  const auto found = actor.find("waits");
  if (found == actor.end()) return "";
  const json& waits = *found;
  return wait_text(waits["for"], waits.value("whom", ""), waits.value("file", ""),
                   waits.value("line", 0U)) +
         ", " + time_text(waits["ms"]);
}

std::string state_text(const json& actor) {
  if (actor.value("suspended", false)) return "suspended";
  if (actor.value("hibernates", false)) return "hibernates";
  const std::string status = actor["status"];
  const auto due = actor.find("restart_in_ms");
  return due == actor.end() ? status : status + " in " + time_text(*due);
}

std::string missing_text(const json& answer) {
  const auto left_out = answer.value("left_out", std::size_t{0});
  const auto silent = answer.value("silent", std::size_t{0});
  std::string text;
  if (left_out > 0) {
    text = counted(left_out, "more actor") + (left_out == 1 ? " is" : " are") +
           " not shown (--max N and --filter TEXT choose)";
  }
  if (silent > 0) {
    text += std::string(text.empty() ? "" : "; ") + "actors of " + counted(silent, "worker") +
            " may be missing: one that runs there lets nobody look";
  }
  return text;
}

json arranged(json actors, const std::string& sort) {
  const std::string key = sort == "stack" ? "stack_used" : sort;
  const bool by_text = key == "path" || key == "status";
  std::stable_sort(actors.begin(), actors.end(), [&](const json& left, const json& right) {
    if (by_text) return left[key] < right[key];
    return left.value(key, 0.0) > right.value(key, 0.0);  // a stopped child has no numbers
  });
  return actors;
}

std::vector<std::string> actor_table(const json& actors) {
  std::vector<cells> rows = {head};
  for (const json& each : actors) {
    rows.push_back(row_of(each));
    for (std::string& cell : rows.back()) cell = fauxtp::visible(cell);
  }
  std::array<std::size_t, columns> widths{};
  for (std::size_t i = 0; i < columns; ++i) {
    const bool empty =
        std::all_of(rows.begin() + 1, rows.end(), [i](const cells& row) { return row[i].empty(); });
    if (empty) continue;
    for (const cells& row : rows) widths[i] = std::max(widths[i], row[i].size());
  }
  std::vector<std::string> lines;
  for (const cells& row : rows) {
    std::string text;
    for (std::size_t i = 0; i < columns; ++i) {
      if (widths[i] > 0) text += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    lines.push_back(std::move(text));
  }
  return lines;
}
