#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What the command line asks for.
struct command_options {
  std::filesystem::path file = "config/app.json";
  std::vector<std::filesystem::path> module_folders;
  std::optional<std::string> log_level;   // none: the file's
  std::optional<std::string> log_format;  // none: the file's
  bool quiet = false;
  bool strict = false;                                     // check: warnings count
  bool json = false;                                       // check, tree, doctor
  bool origin = false;                                     // config
  bool falls = false;                                      // tree: whom each end takes along
  std::optional<std::chrono::milliseconds::rep> grace_ms;  // check: the longest time to stop
  bool colour = false;                                     // standard error may have colours
};

struct simulate_options;

/// What the command line asks of a running application.
struct operator_options {
  std::string application;  // its name or process id; empty: the only one
  std::string target;       // an actor's name, path or pid
  std::string message;      // JSON
  std::chrono::milliseconds::rep timeout_ms = 5000;
  bool json = false;
  std::filesystem::path file;  // plan, reload; empty: the application's own
  bool modules = false;        // reload: new builds of modules, too
  std::string sort = "path";   // ps, top
  std::string filter;
  std::size_t most = 10'000;  // how many actors
  bool cpu = false;
  bool watch = false;
  std::size_t max = 100;  // trace: lines, and for how long
  std::chrono::milliseconds::rep for_ms = 10'000;
  bool follow = false;  // logs
  bool live = false;    // health: only whether the workers move
  std::chrono::milliseconds::rep wait_ms = 0;
  std::string level;
  std::vector<std::string> words;  // loglevel: an actor (none: all), and the level
};

/// Exit codes; `fauxtp --help` names them.
enum exit_code : int {
  exit_ok = 0,
  exit_failed = 1,         // the application failed, or had to be forced to stop
  exit_usage = 2,          // the command line is wrong
  exit_not_stopped = 3,    // run: something had not stopped within shutdown_timeout
  exit_not_running = 3,    // the other commands: no such application runs
  exit_no_actor = 4,       // the application has no such actor
  exit_timeout = 5,        // no answer in time
  exit_bug = 70,           // a bug in fauxtp itself (EX_SOFTWARE)
  exit_invalid_file = 78,  // the application's file is invalid (EX_CONFIG)
};

int run(const command_options& options);
int check(const command_options& options);
int new_project(const std::string& name, bool serves_http);
int tree(const command_options& options);
int actors(const command_options& options, const std::string& module);
/// The schema with the arguments of these modules, which are files or folders.
int schema(const std::vector<std::filesystem::path>& modules);
int simulate(simulate_options wanted);
int config(const command_options& options);
int doctor(const command_options& options);
// These throw request_error.
int ps(const operator_options& options);
int plan(const operator_options& options);
int reload(const operator_options& options);
int live_tree(const operator_options& options);
int trace(const operator_options& options);
int logs(const operator_options& options);
int log_level(const operator_options& options);
int actor_info(const operator_options& options);
int actor_stack(const operator_options& options);
int crashes(const operator_options& options);
int health(const operator_options& options);
/// call, cast, state, suspend, resume, kill: one request about one actor.
int ask_actor(const std::string& request, const operator_options& options);
/// terminate, start, restart, delete: one request about one child of a supervisor.
int ask_child(const std::string& request, const operator_options& options);
