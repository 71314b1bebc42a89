// Tells systemd how the service does.
#include "service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "fauxtp/health.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"

namespace {

void notify(const std::string& state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path == nullptr || std::strlen(path) >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, std::strlen(path));
  if (path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
  const int own = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (own < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  // Never waits: it is not worth holding up a worker for a manager that does not read.
  sendto(own, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
         reinterpret_cast<const sockaddr*>(&address), size);
  close(own);
}

constexpr std::chrono::seconds between_looks{1};
constexpr std::chrono::milliseconds before_it_is_ready{100};

/// What follows a line break would be another statement.
std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

/// Zero if there is no watchdog, or if it watches another process.
std::chrono::microseconds watchdog_time() {
  const char* process = std::getenv("WATCHDOG_PID");
  if (process != nullptr && std::atol(process) != getpid()) return {};
  const char* time = std::getenv("WATCHDOG_USEC");
  return std::chrono::microseconds(time == nullptr ? 0 : std::atoll(time));
}

using pulses = std::vector<std::atomic<bool>>;

/// The last worker to have its turn feeds the watchdog.
void beat(const std::shared_ptr<pulses>& all, std::size_t own, fauxtp::duration period) {
  for (;;) {
    (*all)[own] = true;
    bool complete = true;
    for (const auto& each : *all) complete = complete && each;
    if (complete) {
      for (auto& each : *all) each = false;
      notify("WATCHDOG=1");
    }
    fauxtp::sleep(period);
  }
}

}  // namespace

namespace service_manager {

void follow_health(fauxtp::pid top, const std::string& status) {
  if (std::getenv("NOTIFY_SOCKET") == nullptr) return;
  bool was_ready = false;
  std::string told;
  for (;; fauxtp::sleep(was_ready ? between_looks : before_it_is_ready)) {
    const fauxtp::health_report seen = fauxtp::health(top);
    const std::string now =
        seen.ready() ? status
                     : "not ready: " + seen.problems.front().who + ": " + seen.problems.front().why;
    const bool is_first = seen.ready() && !was_ready;
    if (now != told || is_first) {
      notify((is_first ? "READY=1\nSTATUS=" : "STATUS=") + one_line(now));
    }
    was_ready = was_ready || is_first;
    told = now;
  }
}
void stopping() { notify("STOPPING=1"); }

void reloading() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  notify("RELOADING=1\nMONOTONIC_USEC=" +
         std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}
void ready_again() { notify("READY=1"); }

void feed_watchdog(std::size_t workers) {
  const auto time = watchdog_time();
  if (time.count() <= 0) return;
  const auto all = std::make_shared<pulses>(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    fauxtp::spawn({.place = fauxtp::placement::spread, .label = "control/pulse"},
                  [all, i, time] { beat(all, i, time / 4); });
  }
}

}  // namespace service_manager
