#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/stream.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::io {

/// How a process of the system has ended.
struct exit_status {
  int code = 0;    ///< what it gave to exit()
  int signal = 0;  ///< the signal that has ended it; 0: none

  bool ok() const noexcept { return code == 0 && signal == 0; }
  friend bool operator==(const exit_status&, const exit_status&) = default;
};

/// "exit code 3", "signal 9 (Killed)".
std::string to_string(const exit_status& status);

/// Where a process reads from, or writes to.
enum class standard_stream : unsigned char {
  inherited,  ///< where this process does
  piped,      ///< a stream of the io::process
  nothing     ///< /dev/null
};

struct process_options {
  /// The program, which is looked for in PATH if it has no '/', and its arguments.
  std::vector<std::string> command{};
  /// Added to the environment of this process, of which what a service manager has told this
  /// process is left out (NOTIFY_SOCKET, WATCHDOG_…, LISTEN_…).
  std::map<std::string, std::string> env{};
  std::filesystem::path directory{};  ///< default: that of this process
  standard_stream in = standard_stream::nothing;
  standard_stream out = standard_stream::inherited;
  standard_stream err = standard_stream::inherited;
  bool err_is_out = false;  ///< errors go where the output goes
};

/// A running program, as a process of the system, in a process group of its own.
///
/// ```cpp file=test/examples/os_process.cpp region=process
/// std::string sorted(std::string_view lines) {
///   io::process sort(
///       {.command = {"sort"}, .in = io::standard_stream::piped, .out = io::standard_stream::piped});
///   sort.in().write(lines);
///   sort.in().close();
///   std::string all;
///   std::array<char, 1024> part;
///   while (const std::size_t size = sort.out().read_some(part)) all.append(part.data(), size);
///   return sort.wait()->ok() ? all : "";
/// }
/// ```
///
/// The process is this object's: if it runs when the object is destroyed, it is killed, and all of
/// its group with it. If this process itself is killed, the system kills the program (see
/// PR_SET_PDEATHSIG in prctl(2)). Neither reaches a program that has left the group (setsid(2)),
/// and the latter reaches only the program, not what it has started, and not a program that gets
/// other rights by being started (setuid).
///
/// To have a program restarted and stopped by a supervisor, see program.hpp.
///
/// For one actor at a time. Starting it holds the worker up for about a millisecond.
class process {
 public:
  /// Throws error: what the system says of the program (ENOENT, EACCES, …), or of the directory.
  explicit process(const process_options& options);
  process(process&& other) noexcept;
  process& operator=(process&& other) noexcept;
  ~process();

  pid_t id() const noexcept;
  /// How it has ended; nothing if it runs.
  std::optional<exit_status> status();
  /// Waits for its end; nothing if the time is up before. Throws actor_exit when the actor is to
  /// end.
  std::optional<exit_status> wait(duration time = infinity,
                                  std::source_location where = std::source_location::current());
  /// Sends a signal to its group; not once it has ended.
  void signal(int number) noexcept;
  /// Kills what is left of its group, also after its own end.
  void kill_group() noexcept;

  /// Closed ones, if they are not piped.
  stream& in() noexcept;
  stream& out() noexcept;
  stream& err() noexcept;

  /// For a clause of a receive: when it has ended.
  detail::io_moment ended() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace fauxtp::io
#pragma GCC visibility pop
