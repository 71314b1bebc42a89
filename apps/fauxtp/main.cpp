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

#include "command_help.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/requests.hpp"
#include "embedded.hpp"
#include "fauxtp/shown_text.hpp"

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

/// The option takes "5s" or "250ms", which becomes milliseconds.
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

/// A command that asks a running application about one actor.
struct actor_command {
  const char* name;
  const char* what;
  bool takes_message;
  const char* example;
};
constexpr actor_command actor_commands[] = {
    {"call", "send a request to a server and show its reply", true,
     "call store '[\"get\", \"tea\"]'"},
    {"cast", "send a request to a server that gives no reply", true, "cast store '\"reset\"'"},
    {"state", "show the state of a server", false, "state store"},
    {"suspend", "let a server take no requests until it is resumed", false, "suspend store"},
    {"resume", "let a suspended server go on", false, "resume store"},
    {"kill", "end an actor at once; its supervisor sees a crash", false, "kill store"},
};

/// A command that tells a supervisor what to do with one child.
struct child_command {
  const char* name;
  const char* what;
};
constexpr child_command child_commands[] = {
    {"terminate", "stop a child; its supervisor keeps its spec"},
    {"start", "start a child that does not run"},
    {"restart", "stop a child and start it again"},
    {"delete", "let a supervisor forget a child that does not run"},
};

const CLI::IsMember levels({"debug", "info", "notice", "warning", "error", "critical"});

/// The commands that look into a running application.
void add_operator_commands(CLI::App& app, operator_options& asked) {
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
  for (const child_command& each : child_commands) {
    auto* command = app.add_subcommand(each.name, each.what);
    add_application(*command, asked);
    command->add_option("child", asked.target, "its path, or its name or pid if it runs")
        ->required();
    takes_time(
        *command->add_option("--timeout", asked.timeout_ms, "how long to wait for the answer")
             ->default_str("5s"));
    command->footer(std::string("Example: fauxtp ") + each.name + " workers/pricer-1");
  }

  auto* ps = app.add_subcommand("ps", "list the actors of a running application");
  add_application(*ps, asked);
  ps->add_option("--sort", asked.sort, "what to sort by")
      ->check(CLI::IsMember({"path", "mailbox", "handled", "stack", "status", "restarts", "cpu"}))
      ->capture_default_str();
  ps->add_option("--filter", asked.filter, "only those whose path contains that");
  ps->add_option("--max", asked.most, "at most so many of each thread, the newest ones")
      ->capture_default_str();
  ps->add_flag("--cpu", asked.cpu, "watch for 200 ms how much of a processor each uses");
  ps->add_flag("--watch", asked.watch, "again every second, until Ctrl-C or q");
  ps->footer("Example: fauxtp ps --sort mailbox");

  auto* top = app.add_subcommand("top", "show who uses the processors, until Ctrl-C or q");
  add_application(*top, asked);
  top->add_option("--filter", asked.filter, "only those whose path contains that");
  top->footer("Example: fauxtp top");

  auto* trace = app.add_subcommand("trace", "show the messages that an actor receives and sends");
  add_application(*trace, asked);
  trace->add_option("actor", asked.target, "its name, its path, or its pid")->required();
  trace->add_option("--max", asked.max, "at most so many")->capture_default_str();
  takes_time(*trace->add_option("--for", asked.for_ms, "at most for so long")->default_str("10s"));
  trace->footer("Example: fauxtp trace store --for 1m --max 1000");

  auto* info = app.add_subcommand(
      "info", "show everything about one actor; of none, the messages that reached nobody");
  info->footer("Example: fauxtp info workers/pricer-1");
  auto* stack = app.add_subcommand("stack", "show where an actor is in its code");
  stack->footer("Example: fauxtp stack store");
  for (CLI::App* command : {info, stack}) {
    add_application(*command, asked);
    command->add_option("actor", asked.target, "its name, its path, or its pid")
        ->required(command == stack);
  }
  auto* crashes = app.add_subcommand("crashes", "show the last crashes, with their stacks");
  add_application(*crashes, asked);
  crashes->add_option("target", asked.target, "only of that actor and of those under it");
  crashes->footer("Example: fauxtp crashes workers");

  auto* health = app.add_subcommand(
      "health", "tell whether a running application does its work, and who does not");
  add_application(*health, asked);
  health->add_flag("--live", asked.live, "only whether its worker threads move");
  takes_time(*health
                  ->add_option("--wait", asked.wait_ms,
                               "wait so long until it runs and is ready (or alive)")
                  ->default_str("0s"));
  health->footer(
      "Exit code 0: it is ready (or alive); 1: it is not.\nExample: fauxtp health --wait 30s");

  auto* logs = app.add_subcommand("logs", "show the last lines of a running application's log");
  add_application(*logs, asked);
  logs->add_option("target", asked.target,
                   "only of that actor and of those under it, and what its supervisor says of it");
  logs->add_flag("-f,--follow", asked.follow, "and those to come, until Ctrl-C");
  logs->add_option("--level", asked.level, "the least important ones to show")->check(levels);
  logs->footer("Example: fauxtp logs workers -f --level warning");

  auto* plan =
      app.add_subcommand("plan", "show what a reload would change in a running application");
  auto* reload =
      app.add_subcommand("reload", "bring a running application to what its file says now");
  for (CLI::App* command : {plan, reload}) {
    add_application(*command, asked);
    command->add_option("file", asked.file, "another file than its own");
    command->add_flag("--modules", asked.modules,
                      "restart what uses a module that was built anew, with the new code");
    command->footer("Example: fauxtp " + command->get_name());
  }

  auto* level = app.add_subcommand("loglevel", "say which lines the log is to have from now on");
  add_application(*level, asked);
  level
      ->add_option("words", asked.words,
                   "the least important ones; before it, an actor if only its own and those under "
                   "it are meant")
      ->type_name("[ACTOR] LEVEL")
      ->expected(1, 2)
      ->required();
  level->footer("Example: fauxtp loglevel workers/pricer-1 debug");
}

/// Runs the operator's command; returns nothing if it is none of these.
std::optional<int> run_operator_command(const CLI::App& app, operator_options& asked) {
  for (const actor_command& each : actor_commands) {
    if (app.got_subcommand(each.name)) return ask_actor(each.name, asked);
  }
  for (const child_command& each : child_commands) {
    if (app.got_subcommand(each.name)) return ask_child(each.name, asked);
  }
  if (app.got_subcommand("top")) {
    asked.watch = asked.cpu = true;
    asked.sort = "cpu";
  }
  if (app.got_subcommand("ps") || app.got_subcommand("top")) return ps(asked);
  if (app.got_subcommand("plan")) return plan(asked);
  if (app.got_subcommand("reload")) return reload(asked);
  if (app.got_subcommand("trace")) return trace(asked);
  if (app.got_subcommand("health")) return health(asked);
  if (app.got_subcommand("logs")) return logs(asked);
  if (app.got_subcommand("loglevel")) return log_level(asked);
  if (app.got_subcommand("info")) return actor_info(asked);
  if (app.got_subcommand("stack")) return actor_stack(asked);
  if (app.got_subcommand("crashes")) return crashes(asked);
  return std::nullopt;
}

void add_simulate(CLI::App& app, simulate_options& wanted) {
  auto* command = app.add_subcommand(
      "simulate", "run the application many times in a world where chance follows from a seed");
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  add_common(*command, wanted.common);
  command->add_option("--seeds", wanted.seeds, "how many runs, each with a seed of its own")
      ->check(CLI::Range(std::uint64_t{1}, most).description(""))
      ->capture_default_str();
  command->add_option("--first", wanted.first_seed, "the first seed")
      ->check(CLI::Range(std::uint64_t{0}, most).description(""))
      ->capture_default_str();
  auto* seed =
      command->add_option("--seed", wanted.seed, "only this one, and tell all that happens")
          ->check(CLI::Range(std::uint64_t{0}, most).description(""));
  command->add_flag("--messages", wanted.messages, "of that seed, all messages, too")->needs(seed);
  command
      ->add_option("--until", wanted.stop_at,
                   "of that seed, the step (#17) at which a debugger is to stop")
      ->needs(seed)
      ->check(CLI::Range(std::uint64_t{1}, most).description(""));
  command->add_option("--workers", wanted.workers, "worker threads, of which one runs at a time")
      ->check(CLI::Range(1, 8).description(""))
      ->capture_default_str();
  command->add_option("--faults", wanted.faults, "how many faults there are in a run")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000}).description(""))
      ->capture_default_str();
  command->add_option("--kinds", wanted.kinds, "which faults: kill, exit, stall, clock")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("KIND,...")
      ->check(CLI::IsMember({"kill", "exit", "stall", "clock"}).description(""));
  takes_time(*command
                  ->add_option("--calm", wanted.calm_ms,
                               "how long after each fault until all must be well again")
                  ->default_str("1m"));
  command->footer("Example: fauxtp simulate config/quickstart.json --seeds 100");
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
      ->check(levels)
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
  options.colour = simulated.common.colour = wants_colour(colour, STDERR_FILENO);

  try {
    if (run_command->parsed()) return run(options);
    if (check_command->parsed()) return check(options);
    if (tree_command->parsed()) {
      if (tree_file->empty()) return live_tree(asked);
      options.json = asked.json;
      return tree(options);
    }
    if (app.got_subcommand("simulate")) return simulate(simulated);
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
