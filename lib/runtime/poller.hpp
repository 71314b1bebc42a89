#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/io_wait.hpp"
#include "runtime/standing_watch.hpp"

struct epoll_event;

namespace fauxtp::runtime {

/// Asks the system which descriptors are ready, for the waits of one worker (epoll(7)).
///
/// Each wait arms its descriptor once, and the system disarms it when it is ready, or forgets it
/// when it is closed. So nothing must be known here of who owns a descriptor: a C library may close
/// one and open another one under the same number. Only for an owner who says what it has read
/// (standing_watch) the system goes on watching, and tells of each change (EPOLLET).
class poller {
 public:
  poller() = default;
  ~poller();
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  /// Throws std::system_error. False if the descriptor never makes anybody wait.
  bool add(int descriptor, io_wait& wait, standing_watch* owner = nullptr);
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
    bool stands = false;      // the system goes on telling
    bool quiet = false;       // it has told nothing since it was armed, or since all was read
  };
  void open();
  void close() noexcept;
  watched& of(int descriptor);
  bool stands_for(const standing_watch& owner, const watched& which) const noexcept;
  /// Whether the owner has armed it, and nobody else since.
  bool is_last(const standing_watch& owner, const watched& which) const noexcept;
  bool arm(int descriptor, watched& which, standing_watch* owner = nullptr);
  bool tell_system(int descriptor, bool known, epoll_event& event) const noexcept;
  void disarm(int descriptor, watched& which) noexcept;
  std::size_t tell(watched& which, io_events what) noexcept;

  std::uint64_t number_ = 0;  // no other poller of this process has it
  std::atomic<int> epoll_{-1};
  int ringer_ = -1;               // an eventfd(2)
  std::vector<watched> watched_;  // by descriptor
};

}  // namespace fauxtp::runtime
