// The server that is measured: a program that prints its port and then answers.
#pragma once

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace load {

inline std::system_error failure(const std::string& what) {
  return {errno, std::generic_category(), what};
}

/// This thread, and the programs that it starts, run on that core only.
inline void stay_on(int core) {
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(core, &only);
  if (sched_setaffinity(0, sizeof only, &only) != 0) throw failure("sched_setaffinity");
}

class server {
 public:
  server(char** command, int core) {
    int ends[2];
    if (pipe(ends) != 0) throw failure("pipe");
    id_ = fork();
    if (id_ < 0) throw failure("fork");
    if (id_ == 0) become(command, core, ends);
    close(ends[1]);
    output_ = ends[0];
    try {
      port_ = read_port();
    } catch (...) {
      end();
      throw;
    }
  }
  ~server() { end(); }
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  std::uint16_t port() const noexcept { return port_; }

  /// How long it has had a processor, in nanoseconds.
  double processor_time() const {
    clockid_t its{};
    timespec used{};
    if (clock_getcpuclockid(id_, &its) != 0 || clock_gettime(its, &used) != 0) {
      throw std::runtime_error("the server has ended");
    }
    return static_cast<double>(used.tv_sec) * 1e9 + static_cast<double>(used.tv_nsec);
  }
  /// VmRSS, in bytes.
  double resident_memory() const {
    std::ifstream status("/proc/" + std::to_string(id_) + "/status");
    const std::string label = "VmRSS:";
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(label)) return std::stod(line.substr(label.size())) * 1024;
    }
    throw std::runtime_error("the server has ended");
  }

 private:
  [[noreturn]] static void become(char** command, int core, const int* ends) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // however the load ends, its server ends with it
    stay_on(core);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
  }

  std::uint16_t read_port() const {
    constexpr int patience = 10'000;  // ms
    std::string line;
    for (char next = 0; next != '\n'; line += next) {
      pollfd output{.fd = output_, .events = POLLIN, .revents = 0};
      if (poll(&output, 1, patience) != 1 || read(output_, &next, 1) != 1) {
        throw std::runtime_error("the server prints no port");
      }
    }
    std::uint16_t port = 0;
    std::from_chars(line.data(), line.data() + line.size(), port);
    if (port == 0) throw std::runtime_error("the server prints no port, but: " + line);
    return port;
  }

  void end() noexcept {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    close(output_);
  }

  pid_t id_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace load
