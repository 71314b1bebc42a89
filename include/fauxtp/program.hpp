#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fauxtp/actor.hpp"
#include "fauxtp/exit_reason.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::io {

/// How a program shows that it can be used. One of these is given.
struct program_ready {
  /// Something accepts connections at this address: "127.0.0.1:6390", "unix:/run/db.sock".
  std::optional<std::string> tcp{};
  /// A line of its output has this text in it.
  std::optional<std::string> output{};
  /// It says so itself: it sends READY=1 to NOTIFY_SOCKET, see sd_notify(3).
  bool notify = false;

  /// Throws std::invalid_argument unless exactly one of the three is given, and io::error if `tcp`
  /// is no address.
  void check() const;
};

/// The arguments of the actor `fauxtp/program`, as they stand in a file under `args`.
struct program_options {
  std::vector<std::string> command{};        ///< the program and its arguments
  std::map<std::string, std::string> env{};  ///< added to the environment
  std::string directory = ".";               ///< in which it runs
  std::string stop_signal = "TERM";          ///< "INT", "SIGQUIT", "15"
  std::optional<program_ready> ready{};      ///< default: it is ready when it has been started

  /// Throws std::invalid_argument if there is no command, or no such signal; and what `ready` does.
  void check() const;
};

/// A program that is not written with fauxtp, as a child of a supervisor. In an application's file
/// it needs no module:
///
/// ```json file=config/programs.json
/// {
///   "$schema": "./schema/fauxtp-app-1.schema.json",
///   "name": "nightly",
///   "supervisor": {
///     "strategy": "rest_for_one", "auto_shutdown": "any_significant",
///     "children": [
///       // Any server; the job starts when it is ready, and again when it was restarted.
///       { "name": "server", "actor": "fauxtp/program", "restart": "permanent",
///         "args": { "command": ["sh", "-c", "echo I listen; exec sleep 1000"],
///                   "ready": { "output": "I listen" } } },
///       { "name": "job", "actor": "fauxtp/program", "restart": "transient",
///         "significant": true, "args": { "command": ["sh", "-c", "echo I work; sleep 0.5"] } }
///     ]
///   }
/// }
/// ```
///
/// The actor starts when the program is ready; `start_timeout` bounds the wait. It ends when the
/// program ends: with `normal` after exit code 0, else with `{exit_status, Code}` or `{signal,
/// Name}`, so the restart types of supervisors mean what they mean for actors. When the supervisor
/// stops it, it sends the stop signal to the program and all that belongs to its process group, and
/// waits; after the child's `shutdown`, all of them are killed. Each line that the program writes
/// to its standard output or standard error becomes a line of the log. Its standard input is
/// empty.
///
/// What no sort of end leaves behind, and what may stay all the same, is told at io::process.
class program : public actor {
 public:
  explicit program(program_options options);
  ~program() override;

 protected:
  void init() override;
  void run() override;

 private:
  class running;
  enum class event : unsigned char;

  program_options options_;
  std::unique_ptr<running> running_;
};

}  // namespace fauxtp::io
#pragma GCC visibility pop
