// What process 1 of a container does besides running an application.
#include "first_process.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace {

/// Takes note of all children that have ended. Returns the exit code of `awaited` if it was one of
/// them.
std::optional<int> take_note_of_ends(pid_t awaited) {
  std::optional<int> code;
  int status = 0;
  for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (ended != awaited) continue;
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return code;
}

[[noreturn]] void stand_before(pid_t child, const sigset_t& all) {
  for (;;) {
    siginfo_t info{};
    const int signal = sigwaitinfo(&all, &info);
    if (signal == SIGCHLD) {
      if (const auto code = take_note_of_ends(child)) _exit(*code);
    } else if (signal > 0 && info.si_code != SI_KERNEL) {  // one from the terminal has reached both
      kill(child, signal);
    }
  }
}

}  // namespace

void leave_the_first_process() {
  if (getpid() != 1) return;
  signal(SIGCHLD, SIG_DFL);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  const pid_t child = fork();
  if (child > 0) stand_before(child, all);
  sigprocmask(SIG_SETMASK, &before, nullptr);  // if fork has failed, this process runs it
}
