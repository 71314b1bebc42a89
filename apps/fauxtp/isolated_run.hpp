#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "fauxtp/simulation.hpp"

/// From now on this process runs on one of the processors that it may use, the first, the second,
/// …: its threads take turns, and a turn that goes to another processor costs several times as
/// much.
void stay_on_one_processor(std::size_t number = 0);

/// A simulation in a process of its own: what the application's code does there, to crash or to
/// hang included, ends nothing else, and no other run sees what this one has left in memory.
class isolated_run {
 public:
  /// It stays on one processor, because its threads take turns: on the first that this process may
  /// use, the second, …. Throws std::system_error if the system gives no process.
  explicit isolated_run(const std::function<fauxtp::simulation_result()>& work,
                        std::size_t processor = 0);
  ~isolated_run();
  isolated_run(isolated_run&& other) noexcept;
  isolated_run& operator=(isolated_run&&) = delete;

  /// Becomes readable when there is something to take(). Who waits for that is to look so often at
  /// least: the process may take too long.
  int descriptor() const noexcept { return result_; }
  static constexpr int look_again_ms = 1000;
  /// Takes what is there. The result, when it is whole, or when the process has ended without one,
  /// or has taken too long.
  std::optional<fauxtp::simulation_result> take();
  /// Waits for the result.
  fauxtp::simulation_result result();

 private:
  std::string why_without_result();

  pid_t process_ = 0;
  int result_ = -1;  // a pipe
  int output_ = -1;  // a file in memory: what the application has written
  std::string text_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};
