// A simulation in a process of its own.
#include "isolated_run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "fauxtp/log_queue.hpp"
#include "process_status.hpp"

namespace {

using fauxtp::simulation_event;
using fauxtp::simulation_result;
using json = nlohmann::json;

constexpr std::chrono::seconds longest{20};  // by the real clock
constexpr std::size_t most_output = 4096;

using bytes = std::vector<std::uint8_t>;

json packed(const simulation_event& event) {
  std::vector<std::uintptr_t> stack;
  for (const void* each : event.stack) stack.push_back(reinterpret_cast<std::uintptr_t>(each));
  return {static_cast<int>(event.what),
          event.at.count(),
          event.step,
          event.text,
          event.actor,
          event.to,
          stack};
}

simulation_event unpacked(const json& read) {
  simulation_event event{.what = static_cast<simulation_event::kind>(read[0].get<int>()),
                         .at = fauxtp::duration(read[1].get<std::int64_t>()),
                         .step = read[2],
                         .text = read[3],
                         .actor = read[4],
                         .to = read[5]};
  for (const json& each : read[6]) {
    event.stack.push_back(reinterpret_cast<const void*>(each.get<std::uintptr_t>()));
  }
  return event;
}

std::string packed(const simulation_result& result) {
  json story = json::array();
  for (const auto& each : result.story) story.push_back(packed(each));
  json disk = json::object();
  for (const auto& [name, content] : result.disk) {
    disk[name] = json::binary(bytes(content.begin(), content.end()));
  }
  const bytes made = json::to_cbor({{"failure", result.failure},
                                    {"story", std::move(story)},
                                    {"trace", result.trace},
                                    {"steps", result.steps},
                                    {"simulated", result.simulated.count()},
                                    {"faults", result.faults},
                                    {"lost_power", result.lost_power},
                                    {"disk", std::move(disk)},
                                    {"reload", result.reload},
                                    {"sometimes", result.sometimes},
                                    {"meetings", result.meetings},
                                    {"choices", result.choices},
                                    {"outside", result.outside}});
  return {made.begin(), made.end()};
}

simulation_result result_of(const std::string& text) {
  const json read = json::from_cbor(text);
  simulation_result result{.failure = read["failure"],
                           .trace = read["trace"],
                           .steps = read["steps"],
                           .simulated = fauxtp::duration(read["simulated"].get<std::int64_t>()),
                           .faults = read["faults"],
                           .lost_power = read["lost_power"],
                           .reload = read["reload"],
                           .sometimes = read["sometimes"],
                           .meetings = read["meetings"],
                           .choices = read["choices"],
                           .outside = read["outside"]};
  for (const json& each : read["story"]) result.story.push_back(unpacked(each));
  for (const auto& [name, content] : read["disk"].items()) {
    const bytes& kept = content.get_binary();
    result.disk.emplace(name, std::string(kept.begin(), kept.end()));
  }
  return result;
}

[[noreturn]] void run_here(const std::function<simulation_result()>& work, std::size_t processor,
                           int result, int output) {
  stay_on_one_processor(processor);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody would end it if it hangs
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  simulation_result shown;
  try {
    shown = work();
  } catch (const std::exception& thrown) {
    shown.failure = std::string("the run could not be made: ") + thrown.what();
  }
  fauxtp::write_all(result, packed(shown));
  _exit(0);
}

}  // namespace

void stay_on_one_processor(std::size_t number) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  std::size_t left = number % static_cast<std::size_t>(CPU_COUNT(&allowed));
  for (int each = 0; each < CPU_SETSIZE; ++each) {
    if (!CPU_ISSET(each, &allowed) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(each, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

isolated_run::isolated_run(const std::function<simulation_result()>& work, std::size_t processor) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe");
  }
  fcntl(ends[1], F_SETFL, 0);  // who writes waits until it is read
  result_ = ends[0];
  output_ = memfd_create("output", MFD_CLOEXEC);
  process_ = fork();
  if (process_ == 0) run_here(work, processor, ends[1], output_);
  const int error = errno;
  close(ends[1]);
  if (process_ < 0) throw std::system_error(error, std::generic_category(), "a process");
}

isolated_run::isolated_run(isolated_run&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      result_(std::exchange(other.result_, -1)),
      output_(std::exchange(other.output_, -1)),
      text_(std::move(other.text_)),
      begin_(other.begin_) {}

isolated_run::~isolated_run() {
  if (result_ >= 0) close(result_);
  if (output_ >= 0) close(output_);
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  status_of(process_);
}

std::optional<simulation_result> isolated_run::take() {
  char part[65536];
  for (;;) {
    const ssize_t got = read(result_, part, sizeof part);
    if (got > 0) {
      text_.append(part, static_cast<std::size_t>(got));
    } else if (got == 0) {
      if (!text_.empty()) return result_of(text_);
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

simulation_result isolated_run::result() {
  for (;;) {
    if (auto result = take()) return *result;
    pollfd readable{result_, POLLIN, 0};
    poll(&readable, 1, look_again_ms);
  }
}

std::string isolated_run::why_without_result() {
  const int status = status_of(std::exchange(process_, 0));
  std::string output(most_output, '\0');
  const ssize_t got = pread(output_, output.data(), output.size(), 0);
  output.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  while (output.ends_with('\n')) output.pop_back();
  const std::string how = WIFSIGNALED(status)
                              ? std::string("by SIG") + sigabbrev_np(WTERMSIG(status))
                              : "with code " + std::to_string(WEXITSTATUS(status));
  return "the process ended " + how + (output.empty() ? "" : ", after this output:\n" + output);
}
