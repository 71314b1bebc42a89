// A screen that is drawn anew at intervals.
#include "live_screen.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace {

volatile sig_atomic_t told_to_end = 0;

void end_soon(int) { told_to_end = 1; }

/// Lines and columns of the terminal; 24 and 80 if it does not know its size.
winsize size_of_terminal() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) {
    size.ws_row = 24;
    size.ws_col = 80;
  }
  return size;
}

}  // namespace

struct live_screen::terminal {
  terminal() {
    termios found{};
    if (isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &found) == 0) {
      before = found;
      found.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
      tcsetattr(STDIN_FILENO, TCSANOW, &found);
    }
    std::fputs("\x1b[?1049h\x1b[?25l", stdout);  // another page, no cursor
  }
  ~terminal() {
    std::fputs("\x1b[?25h\x1b[?1049l", stdout);
    std::fflush(stdout);
    if (before) tcsetattr(STDIN_FILENO, TCSANOW, &*before);
  }
  std::optional<termios> before;
};

live_screen::live_screen() {
  struct sigaction action {};
  action.sa_handler = end_soon;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
  if (isatty(STDOUT_FILENO) != 0) terminal_ = std::make_unique<terminal>();
}
live_screen::~live_screen() = default;

void live_screen::show(const std::vector<std::string>& lines) {
  if (!terminal_) {
    for (const std::string& each : lines) std::puts(each.c_str());
    std::fflush(stdout);
    return;
  }
  const winsize size = size_of_terminal();
  std::string page = "\x1b[H";
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), size.ws_row); ++i) {
    page += (i == 0 ? "" : "\r\n") + lines[i].substr(0, size.ws_col) + "\x1b[K";
  }
  page += "\x1b[J";
  std::fputs(page.c_str(), stdout);
  std::fflush(stdout);
}

bool live_screen::wait(std::chrono::milliseconds time) {
  using clock = std::chrono::steady_clock;
  const auto until = clock::now() + time;
  while (told_to_end == 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
    if (left.count() <= 0) return true;
    pollfd keyboard{STDIN_FILENO, POLLIN, 0};
    const bool listens = terminal_ && terminal_->before;
    if (poll(&keyboard, listens ? 1 : 0, static_cast<int>(left.count())) <= 0) continue;
    char key = 0;
    if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q') return false;
  }
  return false;
}
