// The runner's command line.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <exception>
#include <iostream>
#include <map>

#include "commands.hpp"
#include "console.hpp"
#include "control/requests.hpp"

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 all is well, also after SIGTERM and a clean stop; 1 the application failed, or "
    "a\n"
    "child had to be killed to stop it; 2 wrong command line; 3 no such application runs; 4 it "
    "has\n"
    "no such actor; 5 no answer in time; 70 a bug in fauxtp; 78 invalid file;\n"
    "130, 143 ended at once by a second Ctrl-C or SIGTERM.";

/// "5s", "250ms": becomes milliseconds.
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

void add_common(CLI::App& command, command_options& options) {
  command.add_option("file", options.file, "the application's file")->capture_default_str();
  command.add_option("--modules", options.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
}

void add_application(CLI::App& command, operator_options& options) {
  command.add_option("-a,--application", options.application,
                     "its name, process id or socket, if several run");
  command.add_flag("--json", options.json, "answer in JSON");
}

/// A command that asks a running application about one actor.
struct actor_command {
  const char* name;
  const char* what;
  bool takes_message;
  const char* example;
};
constexpr actor_command actor_commands[] = {
    {"call",
     "send a request to an actor and show its reply; one that it does not handle crashes it", true,
     "call store '[\"get\", \"tea\"]'"},
    {"cast", "send a request to an actor", true, "cast store '\"reset\"'"},
    {"state", "show the state of a server", false, "state store"},
    {"suspend", "let a server take no requests until it is resumed", false, "suspend store"},
    {"resume", "let a suspended server go on", false, "resume store"},
    {"kill", "end an actor at once; its supervisor sees a crash", false, "kill store"},
};

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
      ->default_str("logging.level of the file, or info");
  run_command->add_flag("-q,--quiet", options.quiet, "errors only");
  run_command->footer("Example: fauxtp run config/quickstart.json");

  auto* check_command = app.add_subcommand("check", "load the modules and validate; start nothing");
  add_common(*check_command, options);
  check_command->add_flag("--strict", options.strict, "exit code 1 if there are warnings");
  takes_time(*check_command->add_option("--grace", options.grace_ms,
                                        "exit code 1 if the tree may take longer to stop"));
  check_command->add_flag("--json", options.json, "findings and bounds as JSON");
  check_command->footer("Example: fauxtp check config/quickstart.json");

  auto* tree_command = app.add_subcommand("tree", "draw the tree");
  add_common(*tree_command, options);
  tree_command->footer("Example: fauxtp tree config/quickstart.json");

  operator_options asked;
  auto* ps_command = app.add_subcommand("ps", "list the actors of a running application");
  add_application(*ps_command, asked);
  ps_command->add_option("--sort", asked.sort, "what to sort by")
      ->check(CLI::IsMember({"path", "mailbox", "handled", "stack", "status"}))
      ->capture_default_str();
  ps_command->add_option("--filter", asked.filter, "only those whose path contains that");
  ps_command->footer("Example: fauxtp ps --sort mailbox");

  auto* plan_command =
      app.add_subcommand("plan", "show what a reload would change in a running application");
  auto* reload_command =
      app.add_subcommand("reload", "bring a running application to what its file says now");
  for (CLI::App* command : {plan_command, reload_command}) {
    add_application(*command, asked);
    command->add_option("file", asked.file, "another file than its own");
    command->add_flag("--modules", asked.modules,
                      "restart what uses a module that was built anew, with the new code");
    command->footer("Example: fauxtp " + command->get_name());
  }

  for (const actor_command& each : actor_commands) {
    auto* command = app.add_subcommand(each.name, each.what);
    add_application(*command, asked);
    command->add_option("actor", asked.target, "its name, its path, or its pid")->required();
    if (each.takes_message) {
      command->add_option("message", asked.message, "what to send, as JSON")->required();
    }
    takes_time(
        *command->add_option("--timeout", asked.timeout_ms, "how long to wait for the answer")
             ->default_str("5s"));
    command->footer(std::string("Example: fauxtp ") + each.example);
  }

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
    if (ps_command->parsed()) return ps(asked);
    if (plan_command->parsed()) return plan(asked);
    if (reload_command->parsed()) return reload(asked);
    for (const actor_command& each : actor_commands) {
      if (app.got_subcommand(each.name)) return ask_actor(each.name, asked);
    }
    return tree(options);
  } catch (const request_error& error) {
    std::cerr << "fauxtp: " << error.what() << "\n";
    return error.code();
  } catch (const std::exception& bug) {
    std::cerr << "fauxtp: a bug: " << bug.what() << "\n";
    return exit_bug;
  }
}
