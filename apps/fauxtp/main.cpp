// The runner's command line.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "commands.hpp"
#include "console.hpp"

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 all is well, also after SIGTERM and a clean stop; 1 the application failed, or "
    "a\n"
    "child had to be killed to stop it; 2 wrong command line; 70 a bug in fauxtp; 78 invalid "
    "file;\n"
    "130, 143 ended at once by a second Ctrl-C or SIGTERM.";

void add_common(CLI::App& command, command_options& options) {
  command.add_option("file", options.file, "the application's file")->capture_default_str();
  command.add_option("--modules", options.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Runs supervision trees that are declared in JSON.", "fauxtp"};
  command_options options;
  std::string colour = "auto";
  app.set_version_flag("--version", std::string("fauxtp ") + FAUXTP_VERSION);
  app.add_option("--color", colour, "colours: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.footer(exit_codes);
  app.require_subcommand(1);
  app.fallthrough();

  auto* run_command = app.add_subcommand("run", "start the tree and stay until it ends, or Ctrl-C");
  add_common(*run_command, options);
  run_command->add_option("--log-level", options.log_level, "least important line to show")
      ->check(CLI::IsMember({"debug", "info", "notice", "warning", "error", "critical"}))
      ->capture_default_str();
  run_command->add_flag("-q,--quiet", options.quiet, "errors only");
  run_command->footer("Example: fauxtp run config/quickstart.json");

  auto* check_command = app.add_subcommand("check", "load the modules and validate; start nothing");
  add_common(*check_command, options);
  check_command->footer("Example: fauxtp check config/quickstart.json");

  auto* tree_command = app.add_subcommand("tree", "draw the tree");
  add_common(*tree_command, options);
  tree_command->footer("Example: fauxtp tree config/quickstart.json");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? exit_ok : exit_usage;
  }
  options.colour = wants_colour(colour, STDERR_FILENO);

  try {
    if (run_command->parsed()) return run(options);
    if (check_command->parsed()) return check(options);
    return tree(options);
  } catch (const std::exception& bug) {
    std::cerr << "fauxtp: a bug: " << bug.what() << "\n";
    return exit_bug;
  }
}
