// What several commands may have on their command line.
#include "arguments.hpp"

#include <cstdint>
#include <map>
#include <string>

void takes_time(CLI::Option& option) {
  using unit = CLI::AsNumberWithUnit;
  const std::map<std::string, std::int64_t> milliseconds = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  constexpr std::int64_t longest = 1'000'000 * std::int64_t{3'600'000};
  option.type_name("TIME")
      ->transform(
          unit(milliseconds, static_cast<unit::Options>(unit::CASE_SENSITIVE | unit::UNIT_REQUIRED))
              .description(""))
      ->check(CLI::Range(std::int64_t{0}, longest).description(""));
}

CLI::Option* add_common(CLI::App& command, command_options& options) {
  auto* file =
      command.add_option("file", options.file, "the application's file")->capture_default_str();
  command.add_option("--modules", options.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  return file;
}

void add_application(CLI::App& command, operator_options& options) {
  command.add_option("-a,--application", options.application,
                     "its name, process id or socket, if several run");
  command.add_flag("--json", options.json, "answer in JSON");
}

CLI::IsMember known_levels() {
  return CLI::IsMember({"debug", "info", "notice", "warning", "error", "critical"});
}
