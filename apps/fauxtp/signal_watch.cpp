// Waits for the order to stop.
#include "signal_watch.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "commands.hpp"

namespace {

// Ends the watch itself; nobody else sends it.
constexpr int no_more = SIGUSR2;

sigset_t watched() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, no_more}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void signal_watch::block_signals() {
  const sigset_t signals = watched();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

signal_watch::signal_watch(std::chrono::milliseconds patience, std::function<void(int)> stop,
                           std::function<void()> reload, std::function<std::string()> left)
    : patience_(patience),
      stop_(std::move(stop)),
      reload_(std::move(reload)),
      left_(std::move(left)),
      on_a_terminal_(isatty(STDERR_FILENO) != 0),
      thread_([this] { watch(); }) {}

signal_watch::~signal_watch() {
  pthread_kill(thread_.native_handle(), no_more);
  thread_.join();
}

int signal_watch::wait_for_order() const {
  const sigset_t signals = watched();
  for (;;) {
    int found = 0;
    if (sigwait(&signals, &found) != 0) return no_more;
    const bool terminal_gone = on_a_terminal_ && isatty(STDERR_FILENO) == 0;
    if (found != SIGHUP || terminal_gone) return found;
    reload_();
  }
}

void signal_watch::watch() {
  const sigset_t signals = watched();
  const int first = wait_for_order();
  if (first == no_more) return;
  // timeout(1) and some shells send a signal twice, to the process and to its group: that is one
  // order.
  const timespec moment{0, 20'000'000};
  sigset_t same;
  sigemptyset(&same);
  sigaddset(&same, first);
  while (sigtimedwait(&same, nullptr, &moment) == first) {
  }
  stop_(first);
  const timespec patience{patience_.count() / 1000, patience_.count() % 1000 * 1'000'000};
  sigset_t orders = signals;
  sigdelset(&orders, SIGHUP);
  int second = 0;
  do {
    second = sigtimedwait(&orders, nullptr, &patience);
  } while (second < 0 && errno == EINTR);
  if (second == no_more) return;
  if (second > 0) _exit(128 + second);
  std::fprintf(stderr, "fauxtp: not stopped after %lld ms; ending the process with\n%s",
               static_cast<long long>(patience_.count()), left_().c_str());
  _exit(exit_not_stopped);
}
