// The runner's command line.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>

#include "arguments.hpp"
#include "command_help.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/requests.hpp"
#include "embedded.hpp"
#include "fauxtp/shown_text.hpp"
#include "replay_options.hpp"
#include "simulate_options.hpp"

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 all is well, also after SIGTERM and a clean stop; 1 the application failed,\n"
    "or a child had to be killed to stop it; 2 wrong command line; 3 no such application runs,\n"
    "or, of run, something had not stopped within shutdown_timeout; 4 it has no such actor;\n"
    "5 no answer in time; 70 a bug in fauxtp; 78 invalid file; 130, 143 ended at once by a\n"
    "second Ctrl-C or SIGTERM.";

/// Opens /dev/null for each standard file that is closed. Else the next file that is opened would
/// get its number, and the text that is meant for people.
void keep_standard_files() {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; ++file) {
    if (fcntl(file, F_GETFD) == -1) open("/dev/null", file == STDIN_FILENO ? O_RDONLY : O_WRONLY);
  }
}

int print(const std::string& text) {
  std::cout << text;
  return exit_ok;
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_files();
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
      ->check(known_levels())
      ->default_str("logging.level of the file, or info");
  run_command
      ->add_option("--log-format", options.log_format,
                   "text on a terminal, lines for the journal if standard error leads there, "
                   "else JSON")
      ->check(CLI::IsMember({"auto", "text", "journal", "json"}))
      ->envname("FAUXTP_LOG_FORMAT")
      ->default_str("logging.format of the file, or auto");
  run_command->add_flag("-q,--quiet", options.quiet, "errors only");
  run_command->footer("Example: fauxtp run config/quickstart.json");

  auto* check_command = app.add_subcommand("check", "load the modules and validate; start nothing");
  add_common(*check_command, options);
  check_command->add_flag("--strict", options.strict, "exit code 1 if there are warnings");
  takes_time(*check_command->add_option("--grace", options.grace_ms,
                                        "exit code 1 if the tree may take longer to stop"));
  check_command->add_flag("--json", options.json, "findings and bounds as JSON");
  check_command->footer("Example: fauxtp check config/quickstart.json");

  auto* config_command = app.add_subcommand(
      "config", "show the file as it is understood: with what it includes, variables and defaults");
  config_command->add_option("file", options.file, "the application's file")->capture_default_str();
  config_command->add_flag("--origin", options.origin, "and where each value comes from");
  config_command->footer("Example: fauxtp config config/quickstart.json --origin");

  auto* doctor_command =
      app.add_subcommand("doctor", "look at this machine: what is limited, and what is missing");
  auto* doctor_file = doctor_command->add_option("file", options.file, "an application's file");
  doctor_file->default_str("");
  doctor_command
      ->add_option("--modules", options.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  doctor_command->add_flag("--json", options.json, "as JSON");
  doctor_command->footer("Example: fauxtp doctor");

  simulate_options simulated;
  add_simulate(app, simulated);
  replay_command replayed;
  add_replay(app, replayed);

  operator_options asked;
  auto* tree_command = app.add_subcommand(
      "tree", "draw the tree of a running application, or the one that a file declares");
  auto* tree_file = add_common(*tree_command, options);
  tree_file->default_str("");
  add_application(*tree_command, asked);
  tree_command->add_flag("--falls", options.falls,
                         "of a file: who is stopped and started again with each child that falls");
  tree_command->footer("Example: fauxtp tree\n         fauxtp tree config/quickstart.json --falls");
  add_operator_commands(app, asked);

  std::string word;  // the argument of the commands below
  auto* new_command = app.add_subcommand("new", "make a small application to begin with");
  new_command->add_option("name", word, "of the folder and the module")->required();
  bool serves_http = false;
  new_command->add_flag("--http", serves_http, "a service on the web");
  new_command->footer("Example: fauxtp new shop\n         fauxtp new --http shop");
  auto* actors_command =
      app.add_subcommand("actors", "show the actors that a module offers, and their arguments");
  actors_command->add_option("module", word, "its name or its file; else those of config/app.json");
  actors_command
      ->add_option("--modules", options.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  actors_command->add_flag("--json", options.json, "with arguments as JSON Schema");
  actors_command->footer("Example: fauxtp actors build/modules/shop.so");
  auto* schema_command = app.add_subcommand("schema", "show the JSON Schema of application files");
  schema_command
      ->add_option("--modules", options.module_folders,
                   "with the arguments of this module's actors, or of all modules in this folder")
      ->type_name("PATH");
  schema_command->footer(
      "Example: fauxtp schema --modules build/modules > fauxtp-app-1.schema.json");
  auto* completion_command = app.add_subcommand("completion", "show a script for a shell");
  completion_command->add_option("shell", word, "which one")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->required();
  completion_command->footer("Example: source <(fauxtp completion bash)");
  auto* man_command = app.add_subcommand("man", "show the page for man");
  man_command->footer("Example: fauxtp man | man -l -");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream complaint;
    const int code = app.exit(error, std::cout, complaint);
    std::cerr << fauxtp::visible_lines(complaint.str());
    return code == 0 ? exit_ok : exit_usage;
  }
  options.colour = simulated.common.colour = replayed.colour = wants_colour(colour, STDERR_FILENO);

  try {
    if (run_command->parsed()) return run(options);
    if (check_command->parsed()) return check(options);
    if (tree_command->parsed()) {
      if (tree_file->empty()) return live_tree(asked);
      options.json = asked.json;
      return tree(options);
    }
    if (app.got_subcommand("simulate")) return simulate(simulated);
    if (app.got_subcommand("replay")) return replay(replayed);
    if (config_command->parsed()) return config(options);
    if (doctor_command->parsed()) {
      if (doctor_file->empty()) options.file.clear();
      return doctor(options);
    }
    if (new_command->parsed()) return new_project(word, serves_http);
    if (actors_command->parsed()) return actors(options, word);
    if (schema_command->parsed()) return schema(options.module_folders);
    if (completion_command->parsed()) return print(completion(app, word));
    if (man_command->parsed()) return print(man_page(app));
    return run_operator_command(app, asked).value_or(exit_usage);
  } catch (const request_error& error) {
    std::cerr << "fauxtp: " << fauxtp::visible_lines(error.what()) << "\n";
    return error.code();
  } catch (const std::bad_alloc&) {
    std::cerr << "fauxtp: there is no memory left\n";
    return exit_failed;
  } catch (const std::exception& bug) {
    const auto* refused = dynamic_cast<const std::system_error*>(&bug);
    if (refused != nullptr && refused->code() == std::errc::resource_unavailable_try_again) {
      std::cerr << "fauxtp: the system gives this process no further thread\n";
      return exit_failed;
    }
    std::cerr << "fauxtp: a bug: " << fauxtp::visible_lines(bug.what()) << "\n";
    return exit_bug;
  }
}
