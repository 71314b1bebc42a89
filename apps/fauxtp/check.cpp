// fauxtp check: everything that can be known without starting anything.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "commands.hpp"
#include "console.hpp"
#include "fauxtp/application.hpp"

namespace {

std::string time_text(fauxtp::duration time, const std::string& because) {
  if (time == fauxtp::infinity) return "without limit, because of " + because;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return "within " +
         (ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms");
}

nlohmann::json milliseconds(fauxtp::duration time) {
  if (time == fauxtp::infinity) return nullptr;
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

void print(const fauxtp::application& application, const command_options& options) {
  std::string modules;
  for (const auto& module : application.modules()) {
    modules += (modules.empty() ? " (" : ", ") + module.file.filename().string();
  }
  if (!modules.empty()) modules += ")";
  std::printf("%s: ok - %s, %s, %s%s\n", options.file.c_str(),
              counted(application.supervisors(), "supervisor").c_str(),
              counted(application.workers(), "worker").c_str(),
              counted(application.modules().size(), "module").c_str(), modules.c_str());
  for (const auto& each : application.bounds()) {
    const std::string whose = each.path == application.name() ? "" : each.path + " ";
    std::printf("  %sstarts %s\n  %sstops %s\n", whose.c_str(),
                time_text(each.start, each.start_because).c_str(), whose.c_str(),
                time_text(each.stop, each.stop_because).c_str());
  }
}

void print_findings(const fauxtp::application& application) {
  nlohmann::json findings = nlohmann::json::array();
  for (const auto& each : application.findings()) {
    findings.push_back({{"severity", each.is_error ? "error" : "warning"},
                        {"code", each.code},
                        {"message", each.message},
                        {"help", each.help},
                        {"file", each.file},
                        {"line", each.line},
                        {"column", each.column},
                        {"pointer", each.pointer}});
  }
  nlohmann::json shown = {{"ok", application.ok()}, {"findings", std::move(findings)}};
  if (application.ok()) {
    nlohmann::json& bounds = shown["bounds"] = nlohmann::json::array();
    for (const auto& each : application.bounds()) {
      bounds.push_back({{"path", each.path},
                        {"start_ms", milliseconds(each.start)},
                        {"stop_ms", milliseconds(each.stop)}});
    }
  }
  print_json(shown, 1);
}

}  // namespace

int check(const command_options& options) {
  const auto application = fauxtp::application::load(options.file, options.module_folders);
  bool good_enough = !options.strict || application.findings().empty();
  if (options.json) {
    print_findings(application);
  } else {
    std::fputs(application.messages(options.colour).c_str(), stderr);
    if (application.ok()) print(application, options);
  }
  if (!application.ok()) return exit_invalid_file;
  const auto whole = application.bounds().front();
  if (options.grace_ms && whole.stop > std::chrono::milliseconds(*options.grace_ms)) {
    std::fprintf(stderr, "fauxtp: the tree stops %s, not %s\n",
                 time_text(whole.stop, whole.stop_because).c_str(),
                 time_text(std::chrono::milliseconds(*options.grace_ms), "").c_str());
    good_enough = false;
  }
  return good_enough ? exit_ok : exit_failed;
}
