// Programs as processes of the system.
#include "fauxtp/os_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string_view>
#include <utility>

#include "io/launch.hpp"
#include "io/ready.hpp"
#include "runtime/descriptor.hpp"

namespace fauxtp::io {
namespace {

using runtime::owned_descriptor;

// How long a process that was killed is waited for, in ms. It nearly always ends at once.
constexpr int time_to_die = 20;

/// Processes that were killed and had not ended when they were last looked at.
class unfinished {
 public:
  static unfinished& all() {
    static auto* made = new unfinished;
    return *made;
  }
  void add(pid_t process) {
    const std::lock_guard lock(guard_);
    processes_.push_back(process);
  }
  /// Lets the system forget those that have ended.
  void look() {
    const std::lock_guard lock(guard_);
    std::erase_if(processes_, [](pid_t each) { return waitpid(each, nullptr, WNOHANG) != 0; });
  }

 private:
  std::mutex guard_;
  std::vector<pid_t> processes_;
};

/// Two ends of a way for bytes.
struct two_ends {
  owned_descriptor ours;
  owned_descriptor theirs;
};

[[noreturn]] void refuse(const std::string& program) { throw error(errno, "start of", program); }

owned_descriptor nothing(const std::string& program) {
  owned_descriptor opened(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!opened) refuse(program);
  return opened;
}

// A pipe: unlike a socket, it can be opened again as /dev/stdout.
two_ends way_out(const std::string& program) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) refuse(program);
  return {owned_descriptor(ends[0]), owned_descriptor(ends[1])};
}

// A socket: who writes to a pipe that nobody reads gets a signal.
two_ends way_in(const std::string& program) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) refuse(program);
  return {owned_descriptor(ends[0]), owned_descriptor(ends[1])};
}

// What a service manager has told this process, and nobody else (sd_notify(3), sd_listen_fds(3)).
bool is_for_us_alone(std::string_view name) {
  static constexpr std::array names{"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
                                    "LISTEN_PID",    "LISTEN_FDS",   "LISTEN_FDNAMES"};
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string entry = *each;
    const std::string name = entry.substr(0, entry.find('='));
    if (!added.contains(name) && !is_for_us_alone(name)) all.push_back(entry);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

}  // namespace

std::string to_string(const exit_status& status) {
  if (status.signal == 0) return "exit code " + std::to_string(status.code);
  return "signal " + std::to_string(status.signal) + " (" + strsignal(status.signal) + ")";
}

struct process::state {
  state() = default;
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  ~state() {
    if (group <= 0) return;
    kill_all();
    pollfd end{watch.number(), POLLIN, 0};
    poll(&end, 1, time_to_die);
    if (waitpid(group, nullptr, WNOHANG) == 0) unfinished::all().add(group);
  }

  // Until the end of this object the system keeps what is left of the process, so that its number
  // and that of its group mean nobody else.
  std::optional<exit_status> look() const noexcept {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(group), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid == 0) {
      return std::nullopt;
    }
    const bool exited = info.si_code == CLD_EXITED;
    return exit_status{exited ? info.si_status : 0, exited ? 0 : info.si_status};
  }
  void kill_all() const noexcept { ::kill(-group, SIGKILL); }

  pid_t group = -1;
  owned_descriptor watch;  // a pidfd, see pidfd_open(2)
  stream in, out, err;
};

process::process(const process_options& options) : state_(std::make_unique<state>()) {
  if (options.command.empty() || options.command.front().empty()) {
    throw error(EINVAL, "start of", "a program without a name");
  }
  unfinished::all().look();
  const std::string& name = options.command.front();
  std::array<two_ends, 3> ways;
  const std::array wanted{options.in, options.out, options.err};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == standard_stream::nothing) ways[i].theirs = nothing(name);
    if (wanted[i] == standard_stream::piped) ways[i] = i == 0 ? way_in(name) : way_out(name);
  }
  const int err = options.err_is_out ? ways[1].theirs.number() : ways[2].theirs.number();
  state_->group = begin({.command = options.command,
                         .env = environment_with(options.env),
                         .directory = options.directory.string(),
                         .standard = {ways[0].theirs.number(), ways[1].theirs.number(), err}});
  state_->watch = owned_descriptor(static_cast<int>(syscall(SYS_pidfd_open, state_->group, 0)));
  if (!state_->watch) refuse(name);
  const std::array streams{&state_->in, &state_->out, &state_->err};
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (ways[i].ours) *streams[i] = stream(ways[i].ours.release());
  }
}

process::process(process&& other) noexcept = default;
process& process::operator=(process&& other) noexcept = default;
process::~process() = default;

pid_t process::id() const noexcept { return state_->group; }
stream& process::in() noexcept { return state_->in; }
stream& process::out() noexcept { return state_->out; }
stream& process::err() noexcept { return state_->err; }

std::optional<exit_status> process::status() { return state_->look(); }

std::optional<exit_status> process::wait(duration time, std::source_location where) {
  if (!status()) wait_readable(state_->watch.number(), time, where);
  return status();
}

void process::signal(int number) noexcept {
  if (!status()) ::kill(-state_->group, number);
}

void process::kill_group() noexcept { state_->kill_all(); }

detail::io_moment process::ended() const { return moment_of(state_->watch.number()); }

}  // namespace fauxtp::io
