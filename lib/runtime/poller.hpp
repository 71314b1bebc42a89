#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/io_wait.hpp"

namespace fauxtp::runtime {

/// Asks the system which descriptors are ready, for the waits of one worker (epoll(7)).
///
/// Each wait arms its descriptor once, and the system disarms it when it is ready, or forgets it
/// when it is closed. So nothing must be known here of who owns a descriptor: a C library may close
/// one and open another one under the same number.
class poller {
 public:
  poller() = default;
  ~poller();
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  /// Throws std::system_error. False if the descriptor never makes anybody wait.
  bool add(int descriptor, io_wait& wait);
  /// False if it has been told already.
  bool remove(io_wait& wait) noexcept;
  /// Tells the waits whose descriptors are ready. Returns how many were told.
  std::size_t look() noexcept;
  /// Any thread.
  bool has_news() const noexcept;

  /// Sleeps until look() would tell somebody, or until ring().
  void sleep(time_point deadline) noexcept;
  /// Any thread. Only when a wait was added before.
  void ring() noexcept;

  /// In a process that was just forked: leaves the descriptors of the other process alone.
  void is_alone() noexcept;

 private:
  /// The waits for one descriptor.
  struct watched {
    io_wait* first = nullptr;
    std::uint32_t armed = 0;  // how often; an event tells for which time it is
    bool known = false;       // to the system, as far as we know
  };
  void open();
  void close() noexcept;
  watched& of(int descriptor);
  bool arm(int descriptor, watched& which);
  void disarm(int descriptor, watched& which) noexcept;
  std::size_t tell(watched& which, io_events what) noexcept;

  std::atomic<int> epoll_{-1};
  int ringer_ = -1;               // an eventfd(2)
  std::vector<watched> watched_;  // by descriptor
};

}  // namespace fauxtp::runtime
