// fauxtp plan, fauxtp reload: what the file changes in a running application.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"

namespace {

using nlohmann::json;

// Children may take long to stop and to start.
constexpr std::chrono::hours patience{24};

struct words {
  char sign;
  const char* text;
};

words words_for(const std::string& what) {
  if (what == "add") return {'+', "new"};
  if (what == "remove") return {'-', "goes"};
  if (what == "restart") return {'~', "restarts"};
  if (what == "change") return {'=', "goes on"};
  if (what == "move") return {'=', "moves"};
  if (what == "set") return {'=', "changes"};
  return {'!', "needs a new start of the application"};
}

void print(const json& answer, const running_application& application) {
  std::fputs(answer["warnings"].get<std::string>().c_str(), stderr);
  const json& changes = answer["changes"];
  std::size_t widest = 0;
  const auto path_of = [&](const json& change) {
    const std::string path = change["path"];
    return path.empty() ? application.name : path;
  };
  for (const json& each : changes) widest = std::max(widest, path_of(each).size());
  for (const json& each : changes) {
    const words shown = words_for(each["what"]);
    const std::string why = each["why"];
    std::printf("  %c %-*s  %s%s%s\n", shown.sign, static_cast<int>(widest), path_of(each).c_str(),
                shown.text, why.empty() ? "" : ": ", why.c_str());
  }
  for (const json& each : answer["notes"]) {
    std::fprintf(stderr, "note: %s\n", each.get<std::string>().c_str());
  }
  if (changes.empty()) {
    std::printf("nothing to do: %s says what runs already\n",
                answer["file"].get<std::string>().c_str());
  }
}

json ask_about_file(const char* request, const operator_options& options,
                    const running_application& application) {
  json asked = {{"request", request}, {"modules", options.modules}};
  if (!options.file.empty()) asked["file"] = std::filesystem::absolute(options.file).string();
  return ask(application, asked, patience);
}

}  // namespace

int plan(const operator_options& options) {
  const running_application application = find_application(options.application);
  const json answer = ask_about_file("plan", options, application);
  options.json ? print_json(answer, 1) : print(answer, application);
  return exit_ok;
}

int reload(const operator_options& options) {
  const running_application application = find_application(options.application);
  const json answer = ask_about_file("reload", options, application);
  if (options.json) {
    print_json(answer, 1);
    return exit_ok;
  }
  print(answer, application);
  if (!answer["changes"].empty()) std::printf("reloaded in %d ms\n", answer["ms"].get<int>());
  return exit_ok;
}
