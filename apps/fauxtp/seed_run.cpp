// One seed in a process of its own.
#include "seed_run.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace {

using fauxtp::simulation_result;
using json = nlohmann::json;

constexpr std::chrono::seconds longest{20};  // by the real clock
constexpr std::size_t most_output = 4096;

std::string packed(const simulation_result& result) {
  return json({{"failure", result.failure},
               {"story", result.story},
               {"trace", result.trace},
               {"steps", result.steps},
               {"simulated", result.simulated.count()},
               {"faults", result.faults}})
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

simulation_result unpacked(const std::string& text) {
  const json read = json::parse(text);
  return {.failure = read["failure"],
          .story = read["story"],
          .trace = read["trace"],
          .steps = read["steps"],
          .simulated = fauxtp::duration(read["simulated"].get<std::int64_t>()),
          .faults = read["faults"]};
}

[[noreturn]] void run_here(const fauxtp::application& application,
                           const fauxtp::simulation_options& options, int result, int output) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  const std::string text = packed(simulate(application, options));
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(result, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) break;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  _exit(0);
}

}  // namespace

seed_run::seed_run(const fauxtp::application& application,
                   const fauxtp::simulation_options& options)
    : seed_(options.seed) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe");
  }
  fcntl(ends[1], F_SETFL, 0);  // who writes waits until it is read
  result_ = ends[0];
  output_ = memfd_create("output", MFD_CLOEXEC);
  process_ = fork();
  if (process_ == 0) run_here(application, options, ends[1], output_);
  const int error = errno;
  close(ends[1]);
  if (process_ < 0) throw std::system_error(error, std::generic_category(), "a process");
}

seed_run::seed_run(seed_run&& other) noexcept
    : seed_(other.seed_),
      process_(std::exchange(other.process_, 0)),
      result_(std::exchange(other.result_, -1)),
      output_(std::exchange(other.output_, -1)),
      text_(std::move(other.text_)),
      begin_(other.begin_) {}

seed_run::~seed_run() {
  if (result_ >= 0) close(result_);
  if (output_ >= 0) close(output_);
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<simulation_result> seed_run::take() {
  char part[65536];
  for (;;) {
    const ssize_t got = read(result_, part, sizeof part);
    if (got > 0) {
      text_.append(part, static_cast<std::size_t>(got));
    } else if (got == 0) {
      if (!text_.empty()) return unpacked(text_);
      return simulation_result{.failure = why_without_result()};
    } else if (errno != EINTR) {
      break;
    }
  }
  if (std::chrono::steady_clock::now() - begin_ < longest) return std::nullopt;
  return simulation_result{.failure = "no end after " + std::to_string(longest.count()) +
                                      " s of real time: an actor computes or waits outside of the "
                                      "simulation"};
}

std::string seed_run::why_without_result() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  std::string output(most_output, '\0');
  const ssize_t got = pread(output_, output.data(), output.size(), 0);
  output.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  while (output.ends_with('\n')) output.pop_back();
  const std::string how = WIFSIGNALED(status)
                              ? std::string("by SIG") + sigabbrev_np(WTERMSIG(status))
                              : "with code " + std::to_string(WEXITSTATUS(status));
  return "the process ended " + how + (output.empty() ? "" : ", after this output:\n" + output);
}
