// fauxtp replay: an actor takes again what it took before it crashed.
#include "fauxtp/replay.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "commands.hpp"
#include "control/requests.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/shown_text.hpp"
#include "isolated_run.hpp"
#include "module_build.hpp"
#include "replay_options.hpp"
#include "run_story.hpp"
#include "simulated_machine.hpp"

using nlohmann::json;

namespace {

[[noreturn]] void refuse(const replay_command& wanted, const std::string& why) {
  throw request_error(exit_invalid_file, wanted.capsule.string() + " cannot be replayed: " + why);
}

json read_capsule(const replay_command& wanted) {
  std::ifstream file(wanted.capsule, std::ios::binary);
  if (!file) refuse(wanted, "it cannot be read");
  json read;
  try {
    read = json::parse(file);
  } catch (const json::exception& failure) {
    refuse(wanted, std::string("it is no JSON: ") + failure.what());
  }
  if (!read.is_object() || !read.contains("fauxtp_capsule")) refuse(wanted, "it is no capsule");
  if (read["fauxtp_capsule"] != 1) {
    refuse(wanted, "it has the format " + read["fauxtp_capsule"].dump() +
                       ", and this version of fauxtp reads 1");
  }
  return read;
}

std::filesystem::path file_of(const replay_command& wanted, const json& capsule) {
  if (!wanted.file.empty()) return wanted.file;
  const auto found = capsule.find("file");
  if (found == capsule.end() || !found->is_string()) {
    refuse(wanted, "it does not say the application's file; give it by --file");
  }
  return found->get<std::string>();
}

/// Another build of the code may do something else.
void compare_builds(const fauxtp::application& application, const json& capsule) {
  const auto builds = capsule.find("modules");
  if (builds == capsule.end() || !builds->is_object()) return;
  for (const auto& each : application.modules()) {
    const std::string now = build_of(each.file);
    for (const auto& [file, build] : builds->items()) {
      if (std::filesystem::path(file).filename() != each.file.filename() || build == now) continue;
      std::fprintf(stderr, "warning: %s is another build than the one that has crashed\n",
                   each.file.filename().c_str());
    }
  }
}

}  // namespace

int replay(const replay_command& wanted) {
  load_simulated_machine();
  const json capsule = read_capsule(wanted);
  const auto application =
      fauxtp::application::load(file_of(wanted, capsule), wanted.module_folders);
  std::cerr << application.messages(wanted.colour);
  if (!application.ok()) return exit_invalid_file;
  compare_builds(application, capsule);
  fauxtp::replay_result result;
  try {
    const fauxtp::term content = fauxtp::to_term(capsule);
    if (const auto left_out = content.get<std::int64_t>("left_out", 0); left_out > 0) {
      std::printf("  %lld messages before the first of these were not kept\n",
                  static_cast<long long>(left_out));
    }
    std::fflush(stdout);
    stay_on_one_processor();
    result = fauxtp::replay(application, content, {.tell = print_event, .stop_at = wanted.stop_at});
  } catch (const fauxtp::bad_capsule& why) {
    refuse(wanted, why.what());
  } catch (const fauxtp::bad_term& why) {
    refuse(wanted, why.what());
  }
  const std::string reason = fauxtp::visible(capsule.value("reason", ""));
  if (result.as_before) {
    std::printf("it ended as in the capsule: %s\n", reason.c_str());
    return exit_ok;
  }
  std::printf(
      "it %s; in the capsule it ended with %s\n",
      result.end.empty() ? "has not ended" : ("ended with " + fauxtp::visible(result.end)).c_str(),
      reason.c_str());
  return exit_failed;
}
