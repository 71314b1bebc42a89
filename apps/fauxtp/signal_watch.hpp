#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

/// Obeys the signals of a run, on a thread of its own: even while an actor hogs its worker, and
/// while files and modules are read. The README says what each signal means. No signal is blocked,
/// and a signal that is no order gets a handler instead of being ignored: so programs that actors
/// start get all signals as usual, and `raise` works in actors.
class signal_watch {
 public:
  /// What to do when a signal arrives. Called on the watch's thread; none of these functions may
  /// wait.
  struct orders {
    std::chrono::milliseconds patience;  // from the first order to stop until the process ends
    std::function<void(int signal)> stop;
    std::function<void()> look;
    std::function<void(const std::string& line)> tell;
    std::function<void()> give_up;  // says what has not stopped in time
  };

  /// From now on an order to stop ends the process at once: there is nothing to stop yet. There may
  /// be one watch at a time, and it must be made before any other thread.
  signal_watch();
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

  /// From now on the first order to stop calls `stop`. A second one, or the end of the patience,
  /// ends the process.
  void obey(orders given);
  /// From now on SIGHUP calls `reload`, once for all SIGHUPs that came before. But a SIGHUP that
  /// comes because the terminal is gone is an order to stop.
  void reload_by(std::function<void()> reload);
  /// The run has ended. If the process has not ended within `patience`, `give_up` is called, and
  /// the process ends with `code`.
  void finish(int code, std::chrono::milliseconds patience, std::function<void()> give_up);
  /// The functions that were given are not called any more.
  void forget();

 private:
  using clock = std::chrono::steady_clock;
  void watch();
  void act_on(std::uint64_t arrived);
  void stop_by(int signal);

  std::mutex guard_;  // of all below; held while one of the orders runs
  std::optional<orders> orders_;
  std::function<void()> reload_;
  std::optional<clock::time_point> deadline_;
  int code_at_deadline_;
  bool hang_up_is_an_order_;
  bool finished_ = false;
  bool ends_ = false;
  std::thread thread_;
};
