// fauxtp terminate, start, restart, delete: what a supervisor does with one of its children.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

std::string done(const std::string& request) {
  if (request == "terminate") return "stopped";
  if (request == "delete") return "deleted";
  return request + "ed";
}

}  // namespace

int ask_child(const std::string& request, const operator_options& options) {
  const auto patience = std::chrono::milliseconds(options.timeout_ms) + std::chrono::seconds(2);
  const nlohmann::json answer =
      ask(find_application(options.application),
          {{"request", request}, {"target", options.target}, {"timeout_ms", options.timeout_ms}},
          patience);
  if (options.json) {
    print_json(answer);
    return exit_ok;
  }
  const std::string pid = answer.value("pid", "");
  std::printf("%s %s%s\n", done(request).c_str(),
              fauxtp::visible(answer["path"].get<std::string>()).c_str(),
              pid.empty() ? "" : ("  " + pid).c_str());
  const std::string note = answer.value("note", "");
  if (!note.empty()) std::fprintf(stderr, "note: %s\n", note.c_str());
  return exit_ok;
}
