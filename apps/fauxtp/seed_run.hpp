#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "fauxtp/application.hpp"
#include "fauxtp/simulation.hpp"

/// A simulation of one seed, in a process of its own: what the application's code does there, to
/// crash or to hang included, ends nothing else, and no seed sees what another one has left.
class seed_run {
 public:
  /// Throws std::system_error if the system gives no process.
  seed_run(const fauxtp::application& application, const fauxtp::simulation_options& options);
  ~seed_run();
  seed_run(seed_run&& other) noexcept;
  seed_run& operator=(seed_run&&) = delete;

  std::uint64_t seed() const noexcept { return seed_; }
  /// Becomes readable when there is something to take().
  int descriptor() const noexcept { return result_; }
  /// Takes what is there. The result, when it is whole, or when the process has ended without one,
  /// or has taken too long.
  std::optional<fauxtp::simulation_result> take();

 private:
  std::string why_without_result();

  std::uint64_t seed_;
  pid_t process_ = 0;
  int result_ = -1;  // a pipe
  int output_ = -1;  // a file in memory: what the application has written
  std::string text_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};
