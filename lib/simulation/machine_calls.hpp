#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace fauxtp::simulation {

/// What ordinary code asks of the machine, and is told by the simulation instead, on the threads
/// that take turns in it. The library that is loaded before all others (preload/) asks here.
struct machine_calls {
  /// Whether the calling thread takes turns. If not, the machine answers.
  bool (*concerns_this_thread)() noexcept;
  std::int64_t (*steady_now)() noexcept;  // ns
  std::int64_t (*wall_now)() noexcept;    // ns since 1970
  /// Others run meanwhile; it ends earlier if the object is woken. Null: no object.
  void (*sleep)(const void* object, std::int64_t ns) noexcept;
  /// Any thread.
  void (*wake)(const void* object) noexcept;
  std::uint64_t (*random)() noexcept;
  /// Whether that thread takes turns.
  bool (*takes_turns)(pid_t thread) noexcept;
  /// A module has made a thread, or has asked for what the simulation does not know.
  void (*leaves_the_simulation)(const char* how) noexcept;
};

/// The name under which that library has the place for a pointer to them.
inline constexpr const char* machine_calls_symbol = "fauxtp_machine_calls";

}  // namespace fauxtp::simulation
