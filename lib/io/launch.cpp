// Starting another program.
#include "io/launch.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "fauxtp/io.hpp"
#include "runtime/blocked_signals.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/system_call.hpp"

namespace fauxtp::io {
namespace {

using runtime::owned_descriptor;

/// All that the new process needs, made beforehand: until it is another program it may call only
/// what a signal handler may.
struct plan {
  std::vector<char*> command;
  std::vector<char*> env;
  const char* directory;
  std::array<int, 3> standard;
  int failed;  // where it writes the errno
  pid_t parent;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (const std::string& each : texts) all.push_back(const_cast<char*>(each.c_str()));
  all.push_back(nullptr);
  return all;
}

void take_default_signals() {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const plan& program) {
  const auto give_up = [&] {
    const int why = errno;
    static_cast<void>(!write(program.failed, &why, sizeof why));
    _exit(127);
  };
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != program.parent) _exit(127);  // it has ended before that
  for (int number = 0; number < 3; ++number) {
    const int wanted = program.standard[static_cast<std::size_t>(number)];
    if (wanted >= 0 && dup2(wanted, number) < 0) give_up();
  }
  // Also what nobody has marked so; where the system cannot do that, the marks must do.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (program.directory != nullptr && chdir(program.directory) != 0) give_up();
  take_default_signals();
  execvpe(program.command.front(), program.command.data(), program.env.data());
  give_up();
  _exit(127);
}

// The process is forked without a copy of its memory, so it takes the same time however large the
// memory is. No signal handler may run in the new process, because it would write to that memory.
[[gnu::noinline]] pid_t fork_for(const plan& program) {
  const runtime::blocked_signals here_and_there;
  const pid_t child = vfork();
  if (child == 0) become(program);
  return child;
}

/// A copy of the descriptor that is none of the first three, which the new process replaces.
owned_descriptor above_standard(int number) {
  return owned_descriptor(fcntl(number, F_DUPFD_CLOEXEC, 3));
}

}  // namespace

pid_t begin(const launch& wanted) {
  const std::string& name = wanted.command.front();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw error(errno, "start of", name);
  const owned_descriptor read_end(ends[0]);
  owned_descriptor write_end = above_standard(ends[1]);
  ::close(ends[1]);
  std::array<owned_descriptor, 3> kept;
  plan program{.command = pointers_to(wanted.command),
               .env = pointers_to(wanted.env),
               .directory = wanted.directory.empty() ? nullptr : wanted.directory.c_str(),
               .standard = wanted.standard,
               .failed = write_end.number(),
               .parent = getpid()};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (wanted.standard[i] < 0) continue;
    kept[i] = above_standard(wanted.standard[i]);
    if (!kept[i]) throw error(errno, "start of", name);
    program.standard[i] = kept[i].number();
  }
  const pid_t child = fork_for(program);
  if (child < 0) throw error(errno, "start of", name);
  write_end = owned_descriptor();
  int why = 0;
  const ssize_t size =
      runtime::uninterrupted([&] { return read(read_end.number(), &why, sizeof why); });
  if (size != sizeof why) return child;
  waitpid(child, nullptr, 0);
  const bool of_directory =
      !wanted.directory.empty() && access(wanted.directory.c_str(), X_OK) != 0;
  throw error(why, "start of", of_directory ? name + " in " + wanted.directory : name);
}

}  // namespace fauxtp::io
