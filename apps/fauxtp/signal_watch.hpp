#pragma once

#include <chrono>
#include <functional>
#include <thread>

/// Takes SIGINT and SIGTERM on a thread of its own, so that they are obeyed even while an actor
/// hogs its worker: the first calls `stop`; a second one, or the end of the patience, ends the
/// process.
class signal_watch {
 public:
  /// Before any other thread is made: the signals must be blocked in all of them.
  static void block_signals();

  signal_watch(std::chrono::milliseconds patience, std::function<void(int signal)> stop);
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

 private:
  void watch();

  std::chrono::milliseconds patience_;
  std::function<void(int)> stop_;
  std::thread thread_;
};
