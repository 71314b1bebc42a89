// fauxtp check: everything that can be known without starting anything.
#include <cstdio>
#include <string>

#include "commands.hpp"
#include "fauxtp/application.hpp"

namespace {

std::string counted(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

}  // namespace

int check(const command_options& options) {
  const auto application = fauxtp::application::load(options.file, options.module_folders);
  std::fputs(application.messages(options.colour).c_str(), stderr);
  if (!application.ok()) return exit_invalid_file;
  std::string modules;
  for (const auto& module : application.modules()) {
    modules += (modules.empty() ? " (" : ", ") + module.file.filename().string();
  }
  if (!modules.empty()) modules += ")";
  std::printf("%s: ok - %s, %s, %s%s\n", options.file.c_str(),
              counted(application.supervisors(), "supervisor").c_str(),
              counted(application.workers(), "worker").c_str(),
              counted(application.modules().size(), "module").c_str(), modules.c_str());
  return exit_ok;
}
