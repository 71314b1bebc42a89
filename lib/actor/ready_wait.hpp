#pragma once

#include <span>

#include "actor/wake_by.hpp"
#include "runtime/clock.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::detail {

class process;

/// The running actor's wish to know when something can be read or written. As long as this lives
/// and the moment has not come, its coming wakes the actor, by wake_by::io.
class ready_wait final : runtime::io_wait {
 public:
  /// Throws std::system_error if the system cannot watch this source.
  ready_wait(runtime::io_source& source, runtime::io_events wanted);
  ~ready_wait();

  runtime::io_events what() const noexcept { return what_; }
  bool has_come() const noexcept { return what_.any(); }
  /// Waits until the moment comes. It also ends, and returns false, when the deadline passes or one
  /// of the events in `others` happens.
  bool wait(runtime::time_point deadline, wake_by others = wake_by::nothing);
  /// The same for the first of several.
  static bool wait_for_one(std::span<ready_wait* const> waits, runtime::time_point deadline,
                           wake_by others = wake_by::nothing);
  /// Tells all waits on this worker whose moment has come, without waiting.
  static void look() noexcept;

 private:
  void ready(runtime::io_events what) noexcept override;

  process& own_;
  runtime::io_source& source_;
  runtime::io_events what_;
};

}  // namespace fauxtp::detail
