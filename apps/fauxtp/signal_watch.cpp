// What each signal means to a run.
#include "signal_watch.hpp"

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "commands.hpp"

namespace {

// All signals that are named nowhere here keep the system's action, or the library reports them
// with a stack.
constexpr std::array orders_to_stop = {SIGINT, SIGTERM, SIGPWR};
// The system call that caused such a signal fails, which is enough.
constexpr std::array of_no_interest = {SIGPIPE, SIGXFSZ};
// Each of these would end the process, although it is no order to do so.
constexpr std::array stray = {SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGSTKFLT};

// timeout(1) and some shells send a signal twice, to the process and to its group: within this time
// both count as one order.
constexpr timespec moment{.tv_sec = 0, .tv_nsec = 20'000'000};

constexpr std::uint64_t bit_of(int signal) { return std::uint64_t{1} << (signal - 1); }

// The data that the handler uses. It is never destroyed: a signal may come at any time.
std::atomic<std::uint64_t> arrived{0};
std::array<std::atomic<pid_t>, 65> senders{};
sem_t bell;
pid_t owner;

void note(int signal, siginfo_t* info, void*) {
  const int before = errno;
  if (getpid() == owner) {
    senders[static_cast<std::size_t>(signal)] = info->si_code == SI_USER ? info->si_pid : 0;
    arrived.fetch_or(bit_of(signal));
    sem_post(&bell);
  } else {  // a forked child, which has no thread to obey
    ::signal(signal, SIG_DFL);
    raise(signal);
  }
  errno = before;
}

void pass_over(int) {}

void handle(int signal) {
  struct sigaction ours {};
  ours.sa_sigaction = note;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigaction(signal, &ours, nullptr);
}

/// Whether nothing else in the process uses the signal: if it has a handler already, it keeps that.
bool is_free(int signal) {
  struct sigaction present {};
  sigaction(signal, nullptr, &present);
  return present.sa_handler == SIG_DFL;
}

std::string name_of(int signal) {
  if (signal >= SIGRTMIN) return "SIGRTMIN+" + std::to_string(signal - SIGRTMIN);
  if (signal == SIGIO) return "SIGIO";  // the C library calls it SIGPOLL
  return std::string("SIG") + sigabbrev_np(signal);
}

/// For the time before there is a log. Drops the line if standard error has no room.
void say(const std::string& line) {
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  if (poll(&room, 1, 0) == 1 && write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace

signal_watch::signal_watch()
    : code_at_deadline_(exit_not_stopped), hang_up_is_an_order_(isatty(STDERR_FILENO) != 0) {
  sem_init(&bell, 0, 0);
  owner = getpid();
  struct sigaction present {};
  sigaction(SIGHUP, nullptr, &present);
  if (present.sa_handler == SIG_IGN) hang_up_is_an_order_ = false;  // nohup
  for (const int signal : orders_to_stop) handle(signal);
  for (const int signal : {SIGHUP, SIGUSR1}) handle(signal);
  for (const int signal : stray) {
    if (is_free(signal)) handle(signal);
  }
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) {
    if (is_free(signal)) handle(signal);
  }
  for (const int signal : of_no_interest) ::signal(signal, pass_over);
  // The process that has started this one may have blocked some signals.
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  thread_ = std::thread([this] { watch(); });
}

signal_watch::~signal_watch() {
  {
    const std::lock_guard lock(guard_);
    ends_ = true;
  }
  sem_post(&bell);
  thread_.join();
}

void signal_watch::obey(orders given) {
  const std::lock_guard lock(guard_);
  orders_ = std::move(given);
  sem_post(&bell);
}

void signal_watch::reload_by(std::function<void()> reload) {
  const std::lock_guard lock(guard_);
  reload_ = std::move(reload);
  sem_post(&bell);
}

void signal_watch::finish(int code, std::chrono::milliseconds patience,
                          std::function<void()> give_up) {
  const std::lock_guard lock(guard_);
  orders_->stop = [](int) {};
  orders_->look = nullptr;
  orders_->give_up = std::move(give_up);
  reload_ = nullptr;
  finished_ = true;
  code_at_deadline_ = code;
  const auto soon = clock::now() + patience;
  deadline_ = deadline_ ? std::min(*deadline_, soon) : soon;
  sem_post(&bell);
}

void signal_watch::forget() {
  const std::lock_guard lock(guard_);
  orders_ = {.patience = {}, .stop = [](int) {}, .look = {}, .tell = {}, .give_up = {}};
  reload_ = nullptr;
}

void signal_watch::watch() {
  pthread_setname_np(pthread_self(), "fauxtp/signals");
  for (;;) {
    std::optional<clock::time_point> until;
    {
      const std::lock_guard lock(guard_);
      if (ends_) return;
      if (deadline_ && *deadline_ <= clock::now()) {
        if (orders_ && orders_->give_up) orders_->give_up();
        _exit(code_at_deadline_);
      }
      act_on(arrived);
      until = deadline_;
    }
    if (!until) {
      sem_wait(&bell);
      continue;
    }
    const auto time = until->time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec end{.tv_sec = seconds.count(),
                       .tv_nsec = std::chrono::nanoseconds(time - seconds).count()};
    sem_clockwait(&bell, CLOCK_MONOTONIC, &end);
  }
}

void signal_watch::act_on(std::uint64_t seen) {
  const auto take = [seen](int signal) {
    if ((seen & bit_of(signal)) == 0) return false;
    arrived.fetch_and(~bit_of(signal));
    return true;
  };
  for (const int signal : orders_to_stop) {
    if (take(signal)) stop_by(signal);
  }
  const bool terminal_gone = hang_up_is_an_order_ && isatty(STDERR_FILENO) == 0;
  if (terminal_gone && take(SIGHUP)) stop_by(SIGHUP);
  if (reload_ && take(SIGHUP)) reload_();
  if (!orders_) return;
  if (orders_->look && take(SIGUSR1)) orders_->look();
  const auto tell_of = [&](int signal) {
    if (!take(signal) || !orders_->tell) return;
    const pid_t sender = senders[static_cast<std::size_t>(signal)];
    orders_->tell(name_of(signal) + (sender == 0 ? "" : " from process " + std::to_string(sender)) +
                  " means nothing here, and is passed over");
  };
  for (const int signal : stray) tell_of(signal);
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) tell_of(signal);
}

void signal_watch::stop_by(int signal) {
  if (!orders_) {
    say(name_of(signal) + ": ended before anything was started\n");
    _exit(128 + signal);
  }
  if (deadline_) _exit(finished_ ? code_at_deadline_ : 128 + signal);
  // The patience counts from here, however long the order takes.
  const auto now = clock::now();
  const bool ends = std::chrono::duration<double>(orders_->patience) <
                    std::chrono::duration<double>(clock::time_point::max() - now);
  deadline_ = ends ? now + orders_->patience : clock::time_point::max();
  nanosleep(&moment, nullptr);
  arrived.fetch_and(~bit_of(signal));
  orders_->stop(signal);
}
