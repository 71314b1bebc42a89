#include "peer.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace certificate {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

peer::peer(const std::string& script) {
  std::signal(SIGPIPE, SIG_IGN);  // if a node has gone, its missing traces tell
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0) fail("pipe");
  process_ = fork();
  if (process_ < 0) fail("fork");
  if (process_ == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    setenv("ERL_CRASH_DUMP_BYTES", "0", 1);  // a node that outlives us leaves no file
    execlp("escript", "escript", script.c_str(), nullptr);
    std::perror("escript");
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  in_ = fdopen(to[1], "w");
  out_ = fdopen(from[0], "r");
}

peer::~peer() {
  std::fclose(in_);
  std::fclose(out_);
  waitpid(process_, nullptr, 0);
}

void peer::write(const std::vector<scenario>& scenarios) {
  for (const scenario& each : scenarios) {
    const std::string line = erlang(each) + "\n";
    std::fwrite(line.data(), 1, line.size(), in_);
  }
  std::fflush(in_);
}

std::vector<trace> peer::run(const std::vector<scenario>& scenarios) {
  std::map<std::size_t, trace> traces;
  // The node writes traces while it still reads scenarios.
  std::thread writer([&] { write(scenarios); });
  trace current;
  std::size_t number = 0;
  char* line = nullptr;
  std::size_t room = 0;
  while (traces.size() < scenarios.size()) {
    const auto length = getline(&line, &room, out_);
    if (length <= 0) break;
    std::string text(line, static_cast<std::size_t>(length) - 1);
    if (text.starts_with("scenario ")) {
      number = std::stoul(text.substr(9));
      current.clear();
    } else if (text.starts_with("end ") && text != "end") {
      traces[number] = std::move(current);
    } else {
      current.push_back(std::move(text));
    }
  }
  free(line);
  writer.join();
  std::vector<trace> result;
  for (const scenario& each : scenarios) {
    const auto found = traces.find(each.number);
    if (found == traces.end()) throw std::runtime_error("the Erlang node has gone");
    result.push_back(std::move(found->second));
  }
  return result;
}

}  // namespace certificate
