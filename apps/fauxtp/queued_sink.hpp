#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "fauxtp/log_queue.hpp"
#include "log_sink.hpp"

/// A sink behind a queue. A thread that writes to it never waits for the sink, even if the sink
/// hangs for ever. Lines for which there is no room are counted, and the sink writes their number
/// when it takes lines again. Any thread may call it.
class queued_sink {
 public:
  using opener = std::function<std::unique_ptr<log_sink>()>;

  /// Throws what `open` throws. If opening takes longer than a second, as for a FIFO that no
  /// process reads, it goes on in the background, and lines wait for it. `tell_of_failure` is
  /// called when a line cannot be written, and then not again until one could be written.
  queued_sink(opener open, std::function<void(const std::string& why)> tell_of_failure);

  void write(std::shared_ptr<const log_record> record);
  /// True if all is written within that time.
  bool flush(std::chrono::milliseconds patience) { return queue_.flush(patience); }

 private:
  struct state;
  std::shared_ptr<state> state_;
  fauxtp::log_queue queue_;
};
