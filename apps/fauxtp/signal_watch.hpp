#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

/// Takes SIGINT, SIGTERM and SIGHUP on a thread of its own, so that they are obeyed even while an
/// actor hogs its worker. SIGHUP calls `reload`, unless it comes because the terminal is gone: then
/// it is an order to stop as the others. The first such order calls `stop`; a second one, or the end
/// of the patience, ends the process. `left` tells of what has not
/// stopped by then, a line each.
class signal_watch {
 public:
  /// Before any other thread is made: the signals must be blocked in all of them.
  static void block_signals();

  signal_watch(std::chrono::milliseconds patience, std::function<void(int signal)> stop,
               std::function<void()> reload, std::function<std::string()> left);
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

 private:
  void watch();
  /// Which one it was.
  int wait_for_order() const;

  std::chrono::milliseconds patience_;
  std::function<void(int)> stop_;
  std::function<void()> reload_;
  std::function<std::string()> left_;
  bool on_a_terminal_;
  std::thread thread_;
};
