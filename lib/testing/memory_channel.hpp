#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/network.hpp"

namespace fauxtp::testing {

/// One direction of a connection: the bytes that are on their way, and those that have come and
/// were not read. Each part has a time at which it comes (`never`, while the link is cut), and is
/// read when those before it were.
class memory_channel {
 public:
  // For the side that reads.
  runtime::io_result read(std::span<std::byte> to, runtime::time_point now);
  bool has_bytes(runtime::time_point now) const noexcept;
  bool is_readable(runtime::time_point now) const noexcept;
  /// When the next part comes.
  runtime::time_point next_for_reader(runtime::time_point now) const noexcept;
  /// Reads no more. As with TCP, the writer learns of it by what comes back for its next write.
  void leave() noexcept;
  /// Reads no more, and the writer finds a reset.
  void leave_by_reset(runtime::time_point comes) noexcept;

  // For the side that writes.
  void write(std::span<const std::byte> from, runtime::time_point comes);
  /// Bytes that were not read.
  std::size_t size() const noexcept { return size_; }
  /// An errno with which a write fails.
  int refusal(runtime::time_point now) const noexcept;
  runtime::time_point next_for_writer(runtime::time_point now) const noexcept;
  /// Writes no more: the reader finds the end.
  void end(runtime::time_point comes) noexcept;
  /// Writes no more: the reader finds a reset.
  void reset(runtime::time_point comes) noexcept;

  // For the link.
  /// Both sides find a reset from now on, and what was not read is lost.
  void break_off(runtime::time_point now) noexcept;
  /// What has not come yet does not come.
  void hold(runtime::time_point now) noexcept;
  /// What was held comes then.
  void release(runtime::time_point comes) noexcept;

 private:
  struct part {
    runtime::time_point comes;
    std::vector<std::byte> bytes;
  };
  struct refused {
    runtime::time_point comes;
    int error;
  };
  template <class Change>
  void for_each_time(Change change) noexcept;
  void lose_all() noexcept;

  std::deque<part> parts_;
  std::size_t begin_ = 0;  // in the first part
  std::size_t size_ = 0;
  std::optional<runtime::time_point> end_;    // when it comes, if the writer has made one
  std::optional<runtime::time_point> reset_;  // the same
  bool is_left_ = false;                      // by the reader
  std::optional<refused> refused_;            // what the writer learns then
};

}  // namespace fauxtp::testing
