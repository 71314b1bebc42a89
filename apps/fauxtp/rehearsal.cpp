// Tries out a load that may fail in every way.
#include "rehearsal.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>

#include "commands.hpp"
#include "control/requests.hpp"
#include "process_status.hpp"

namespace fs = std::filesystem;

namespace {

constexpr const char* longest = "60";  // seconds
constexpr int has_timed_out = 124;     // what timeout(1) returns after that time
constexpr std::size_t most_text = 4096;

/// The command `fauxtp check` on the file, with this very program. timeout(1) ends it in time even
/// if this process has ended by then.
std::vector<std::string> command(const fs::path& file, const std::vector<fs::path>& folders) {
  std::vector<std::string> words = {
      "timeout", "-k",    "1", longest, "/proc/" + std::to_string(getpid()) + "/exe",
      "check",   "--json"};
  for (const fs::path& each : folders) {
    words.insert(words.end(), {"--modules", each.string()});
  }
  words.insert(words.end(), {"--", file.string()});
  return words;
}

struct child {
  pid_t process;
  int errors;  // a descriptor to read them from
};

/// Starts the command. Nothing if the system gives no process, or has no timeout(1).
std::optional<child> begun(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& each : words) arguments.push_back(each.data());
  arguments.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
  child made{0, ends[0]};
  const int failed =
      posix_spawnp(&made.process, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  if (failed == 0) return made;
  close(ends[0]);
  return std::nullopt;
}

std::string read_all(int from) {
  std::string text;
  char part[1024];
  for (ssize_t got; (got = read(from, part, sizeof part)) > 0 || (got < 0 && errno == EINTR);) {
    const std::size_t room = most_text - text.size();
    if (got > 0) text.append(part, std::min(static_cast<std::size_t>(got), room));
  }
  close(from);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

void rehearse(const fs::path& file, const std::vector<fs::path>& module_folders) {
  const std::optional<child> other = begun(command(file, module_folders));
  if (!other) return;
  const std::string said = read_all(other->errors);
  const int status = status_of(other->process);
  std::string fault;
  if (WIFEXITED(status) && WEXITSTATUS(status) == has_timed_out) {
    fault = std::string("takes longer than ") + longest + " s";
  } else if (WIFSIGNALED(status)) {
    fault = std::string("ends a process by SIG") + sigabbrev_np(WTERMSIG(status));
  } else {
    return;
  }
  throw request_error(
      exit_invalid_file,
      "to load " + file.filename().string() + " and its modules " + fault +
          "; another process has tried, and said: " + (said.empty() ? "nothing" : said));
}
