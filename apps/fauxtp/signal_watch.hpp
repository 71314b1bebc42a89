#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

/// Obeys the signals of a run, on a thread of its own: even while an actor hogs its worker, and
/// while files and modules are read. What each signal means is in the README. None is blocked, and
/// those that are nobody's order have a handler instead of being ignored: so programs that actors
/// start get all signals as usual, and `raise` works in actors.
class signal_watch {
 public:
  /// What is done when one arrives, on the watch's thread. Nothing here may wait for anybody.
  struct orders {
    std::chrono::milliseconds patience;  // from the first order to stop until the process ends
    std::function<void(int signal)> stop;
    std::function<void()> look;
    std::function<void(const std::string& line)> tell;
    std::function<void()> give_up;  // says what has not stopped in time
  };

  /// From now on an order to stop ends the process at once: there is nothing to stop yet. One at a
  /// time, and before any other thread is made.
  signal_watch();
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

  /// From now on the first order to stop calls `stop`; a second one, or the end of the patience, ends
  /// the process.
  void obey(orders given);
  /// From now on, and once for all that came before, SIGHUP calls that: unless it comes because the
  /// terminal is gone, which is an order to stop.
  void reload_by(std::function<void()> reload);
  /// The run has ended. If the process has not within that time, `give_up` is called, and it ends
  /// with that code.
  void finish(int code, std::chrono::milliseconds patience, std::function<void()> give_up);
  /// What was given is not called any more.
  void forget();

 private:
  using clock = std::chrono::steady_clock;
  void watch();
  void act_on(std::uint64_t arrived);
  void stop_by(int signal);

  std::mutex guard_;  // of all below; held while one of those functions runs
  std::optional<orders> orders_;
  std::function<void()> reload_;
  std::optional<clock::time_point> deadline_;
  int code_at_deadline_;
  bool hang_up_is_an_order_;
  bool finished_ = false;
  bool ends_ = false;
  std::thread thread_;
};
