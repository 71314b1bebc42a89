#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "fauxtp/log_queue.hpp"
#include "log_sink.hpp"

/// A sink behind a queue: nobody who writes to it waits for it, even if it stands still for ever.
/// Lines that have no room are counted, and the sink tells of them when it takes lines again. Any
/// thread.
class queued_sink {
 public:
  using opener = std::function<std::unique_ptr<log_sink>()>;

  /// Throws what `open` throws. One that takes longer than a second, as of a FIFO that nobody reads,
  /// goes on, while lines wait for it. When a line cannot be written, `tell_of_failure` is called:
  /// once, until one can be written again.
  queued_sink(opener open, std::function<void(const std::string& why)> tell_of_failure);

  void write(std::shared_ptr<const log_record> record);
  /// True if all is written within that time.
  bool flush(std::chrono::milliseconds patience) { return queue_.flush(patience); }

 private:
  struct state;
  std::shared_ptr<state> state_;
  fauxtp::log_queue queue_;
};
