// fauxtp info, stack and crashes: one actor, and what has gone wrong in it.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "actor_table.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};

json asked(const std::string& what, const operator_options& options) {
  json request = {{"request", what}};
  if (!options.target.empty()) request["target"] = options.target;
  return ask(find_application(options.application), request, patience);
}

void print(const std::string& key, const std::string& text) {
  if (!text.empty()) std::printf("  %-11s%s\n", key.c_str(), fauxtp::visible(text).c_str());
}

std::string listed(const json& actors) {
  std::string text;
  for (const json& each : actors) text += (text.empty() ? "" : ", ") + each.get<std::string>();
  return text;
}

std::string kib(const json& bytes) {
  return std::to_string((bytes.get<std::size_t>() + 1023) / 1024);
}

std::string stack_text(const json& seen) {
  std::string text;
  if (seen.contains("stack_used")) text += kib(seen["stack_used"]) + " KiB in use, ";
  if (seen.contains("stack_touched")) text += kib(seen["stack_touched"]) + " KiB at most, ";
  return seen.contains("stack_size") ? text + "of " + kib(seen["stack_size"]) + " KiB" : "";
}

std::string mailbox_text(const json& seen) {
  if (!seen.contains("mailbox")) return "";
  std::string text = counted(seen["mailbox"], "message");
  if (seen["mailbox"] != 0) text += ", the oldest " + time_text(seen["oldest_message_ms"]);
  if (seen.contains("mailbox_limit")) {
    text += "; at most " + seen["mailbox_limit"].dump() + " (" +
            seen["overflow"].get<std::string>() + "), " + seen["lost"].dump() + " lost";
  }
  if (seen.contains("max_age_ms")) {
    text += "; requests wait for less than " + time_text(seen["max_age_ms"]);
  }
  if (seen.contains("shed_target_ms")) {
    text += "; sheds if they wait longer than " + time_text(seen["shed_target_ms"]);
  }
  if (seen.contains("shed")) text += "; shed " + seen["shed"].dump();
  if (seen.contains("left_out")) {
    text += "; left out " + seen["left_out"].dump() + " whose callers had given up";
  }
  return text + "; handled " + seen["handled"].dump();
}

std::string handling_text(const json& seen) {
  if (!seen.contains("handling")) return "";
  return seen["handling"].get<std::string>() + ", " + time_text(seen["handling_ms"]);
}

std::string spec_text(const json& seen) {
  const auto spec = seen.find("spec");
  if (spec == seen.end()) return "";
  std::string text = (*spec)["restart"].get<std::string>() + " " +
                     (*spec)["type"].get<std::string>() + ", shutdown " +
                     (*spec)["shutdown"].get<std::string>();
  if ((*spec)["significant"]) text += ", significant";
  return text;
}

std::string restarts_text(const json& seen) {
  if (!seen.contains("restarts")) return "";
  std::string text = seen["restarts"].dump();
  if (seen.contains("last_end")) text += "; ended last with " + seen["last_end"].get<std::string>();
  if (seen.contains("restart_in_ms")) text += "; starts in " + time_text(seen["restart_in_ms"]);
  return text;
}

/// A text of the application, made safe to show.
std::string text_at(const json& text) { return fauxtp::visible(text.get<std::string>()); }

void print_stack(const json& stack) {
  std::size_t number = 0;
  for (const json& each : stack) std::printf("    #%zu %s\n", number++, text_at(each).c_str());
}

void print_crash(const json& crash) {
  std::printf("%s  %s %s %s\n", text_at(crash["time"]).c_str(), text_at(crash["path"]).c_str(),
              text_at(crash["pid"]).c_str(), text_at(crash["text"]).c_str());
  print_stack(crash["stack"]);
}

void print_pool(const json& seen) {
  std::printf("%s  a pool of %s, %s; when all fail, calls %s\n", text_at(seen["pool"]).c_str(),
              seen["size"].dump().c_str(), text_at(seen["route"]).c_str(),
              text_at(seen["when_all_fail"]).c_str());
  for (const json& each : seen["members"]) {
    std::string text = each.value("pid", "");
    text += (text.empty() ? "" : " ") + each["doing"].get<std::string>();
    if (each.contains("open_calls") && each["open_calls"] != 0) {
      text += ", " + counted(each["open_calls"], "open call");
    }
    print(each["name"], text);
  }
}

void print_info(const json& seen) {
  if (seen.contains("pool")) return print_pool(seen);
  const std::string pid = seen.value("pid", "");
  std::printf("%s%s\n", text_at(seen["path"]).c_str(), pid.empty() ? "" : (" " + pid).c_str());
  print("status", seen.contains("status") ? state_text(seen) : "");
  print("handles", handling_text(seen));
  print("waits for", waiting_text(seen));
  print("name", seen.value("name", ""));
  print("actor", seen.value("actor", ""));
  print("declared", seen.value("declared_at", ""));
  print("spec", spec_text(seen));
  print("supervisor", seen.value("supervisor", ""));
  print("restarts", restarts_text(seen));
  print("mailbox", mailbox_text(seen));
  print("stack", stack_text(seen));
  print("worker", seen.contains("worker") ? seen["worker"].dump() : "");
  for (const char* key : {"links", "monitors", "monitored_by", "children"}) {
    if (seen.contains(key))
      print(key == std::string("monitored_by") ? "watched by" : key, listed(seen[key]));
  }
  print("parent", seen.value("parent", ""));
  print("state", seen.value("state", ""));
  if (const auto crash = seen.find("last_crash"); crash != seen.end()) {
    std::printf("  last crash\n");
    print_crash(*crash);
  }
}

/// Of the whole application.
void print_overview(const json& seen) {
  constexpr std::pair<const char*, const char*> kinds[] = {
      {"no_actor", "to actors that had ended, or to names that nobody had"},
      {"late_reply", "replies for which nobody waited any more"},
      {"mailbox_full", "rejected or dropped, because a mailbox was full"},
      {"shed", "shed, because they had waited too long"},
      {"left_out", "calls whose callers had given up, left out"},
      {"unread", "in the mailboxes of actors that ended"}};
  std::printf("%s\n  messages that reached nobody\n", text_at(seen["application"]).c_str());
  for (const auto& [kind, meaning] : kinds) {
    std::printf("  %10s  %s\n", seen["dead_letters"][kind].dump().c_str(), meaning);
  }
}

}  // namespace

int actor_info(const operator_options& options) {
  const json seen = asked("info", options);
  if (options.json) {
    print_json(seen, 1);
  } else if (options.target.empty()) {
    print_overview(seen);
  } else {
    print_info(seen);
  }
  return exit_ok;
}

int actor_stack(const operator_options& options) {
  const json seen = asked("stack", options);
  if (options.json) {
    print_json(seen, 1);
    return exit_ok;
  }
  std::printf("%s %s %s\n", text_at(seen["path"]).c_str(), text_at(seen["pid"]).c_str(),
              text_at(seen["status"]).c_str());
  print_stack(seen["stack"]);
  return exit_ok;
}

int crashes(const operator_options& options) {
  const json all = asked("crashes", options);
  if (options.json) {
    print_json(all, 1);
    return exit_ok;
  }
  for (const json& each : all) print_crash(each);
  return exit_ok;
}
