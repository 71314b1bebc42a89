// The command line of the commands that look into a running application.
#include <cstdint>
#include <map>
#include <string>

#include "arguments.hpp"
#include "control/requests.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

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

}  // namespace

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
  logs->add_option("--level", asked.level, "the least important ones to show")
      ->check(known_levels());
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
