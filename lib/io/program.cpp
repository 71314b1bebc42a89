// A program as a child of a supervisor.
#include "fauxtp/program.hpp"

#include <signal.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "fauxtp/link.hpp"
#include "fauxtp/os_process.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"
#include "io/output_lines.hpp"
#include "io/ready_notice.hpp"

namespace fauxtp::io {
namespace {

// Between two attempts to connect to a program that does not listen yet.
constexpr std::chrono::milliseconds between_attempts{50};
// What a program that has ended has still written is read to its end, unless one that it has left
// behind goes on writing.
constexpr std::size_t most_of_the_rest = std::size_t{1} << 20;

int signal_of(std::string_view name) {
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc() && end == name.data() + name.size() && number > 0 && number < NSIG) {
    return number;
  }
  std::string_view short_name = name;
  if (short_name.starts_with("SIG")) short_name.remove_prefix(3);
  for (number = 1; number < NSIG; ++number) {
    const char* known = sigabbrev_np(number);
    if (known != nullptr && short_name == known) return number;
  }
  throw std::invalid_argument(
      "\"stop_signal\" is \"" + std::string(name) +
      "\", which is no signal: wanted is a name such as \"TERM\" or \"INT\"");
}

exit_reason reason_of(const exit_status& status) {
  if (status.ok()) return exit_reason::normal;
  if (status.signal == 0) return exit_reason(tuple("exit_status", status.code));
  const char* name = sigabbrev_np(status.signal);
  return exit_reason(
      tuple("signal", name != nullptr ? std::string(name) : std::to_string(status.signal)));
}

bool accepts(const address& at) {
  try {
    connect(at, between_attempts);
    return true;
  } catch (const error&) {
    return false;
  }
}

}  // namespace

enum class program::event : unsigned char { ordered, notified, other };

/// The program from its start to its end.
class program::running {
 public:
  explicit running(const program_options& options)
      : options_(options), notice_(options), process_(with_output(options, notice_)) {}

  /// Waits until something happens, or the time is up. An order to end is kept.
  event next(duration time) {
    return receive(on([this](const exit_signal& signal) {
                     if (!is_order(signal)) return event::other;
                     order_ = signal.reason;
                     return event::ordered;
                   }),
                   on(process_.out().is_open() ? readable(process_.out()) : process_.ended(),
                      [this] {
                        take_output();
                        return event::other;
                      }),
                   on(process_.ended(), [] { return event::other; }),
                   on(notice_.is_wanted() ? notice_.moment() : process_.ended(),
                      [this] { return notice_.has_come() ? event::notified : event::other; }),
                   on([](const term&) { return event::other; }),
                   after(time, [] { return event::other; }));
  }

  void wait_until_ready() {
    const auto& wanted = options_.ready;
    if (!wanted) return;
    if (wanted->output) lines_.looks_for(*wanted->output);
    for (;;) {
      if (wanted->tcp && accepts(address(*wanted->tcp))) return;
      const event happened = next(wanted->tcp ? duration(between_attempts) : infinity);
      if (happened == event::notified || lines_.has_found()) return;
      if (happened == event::ordered) stops();
      if (process_.status()) ends();
    }
  }

  void goes_on() {
    const event happened = next(infinity);
    if (happened == event::ordered) stops();
    if (process_.status()) ends();
  }

 private:
  static process_options with_output(const program_options& options, const ready_notice& notice) {
    process_options made{.command = options.command,
                         .env = options.env,
                         .directory = options.directory,
                         .out = standard_stream::piped,
                         .err_is_out = true};
    if (notice.is_wanted()) made.env["NOTIFY_SOCKET"] = notice.name();
    return made;
  }

  [[noreturn]] void stops() {
    process_.signal(signal_of(options_.stop_signal));
    while (!process_.status()) next(infinity);
    take_rest();
    stop(order_);
  }

  [[noreturn]] void ends() {
    const exit_status status = *process_.status();
    take_rest();
    stop(reason_of(status));
  }

  /// False if there will be none any more.
  bool take_output() {
    if (!process_.out().is_open()) return false;
    std::array<char, 4096> part;
    const std::size_t size = process_.out().read_some(part);
    if (size == 0) {
      process_.out().close();
    } else {
      lines_.take({part.data(), size});
    }
    return size != 0;
  }

  void take_rest() {
    process_.kill_group();
    process_.out().read_limit(duration::zero());
    try {
      for (std::size_t taken = 0; taken < most_of_the_rest && take_output(); taken += 4096) {
      }
    } catch (const error&) {  // there is no more for now
    }
    lines_.end();
  }

  const program_options& options_;
  ready_notice notice_;
  process process_;
  output_lines lines_;
  exit_reason order_;
};

void program_ready::check() const {
  if (int{tcp.has_value()} + int{output.has_value()} + int{notify} != 1) {
    throw std::invalid_argument("one of \"tcp\", \"output\" and \"notify\" must be given");
  }
  if (tcp) address{*tcp};
}

void program_options::check() const {
  if (command.empty() || command.front().empty()) {
    throw std::invalid_argument("\"command\" must name a program");
  }
  signal_of(stop_signal);
  if (ready) ready->check();
}

program::program(program_options options) : options_(std::move(options)) { options_.check(); }
program::~program() = default;

void program::init() {
  trap_exit();
  running_ = std::make_unique<running>(options_);
  running_->wait_until_ready();
}

void program::run() { running_->goes_on(); }

}  // namespace fauxtp::io
