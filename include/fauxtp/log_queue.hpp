#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace fauxtp {

/// Lines on their way to a place that may stand still: a terminal, a pipe that nobody reads, a disk.
/// Whoever adds one never waits; a thread of the queue's own writes them, in order. What does not
/// fit is left out and counted.
///
/// ```cpp file=test/examples/log_queue.cpp region=queue
/// std::string log_through_a_queue(std::ostream& slow) {
///   fauxtp::log_queue lines("my/log", [&slow](std::size_t lost) { slow << lost << " lost\n"; });
///   fauxtp::node_options options{.workers = 1};
///   options.log = [&](const fauxtp::report& report) {
///     lines.add(report.text.size(), [&slow, text = report.text] { slow << text << "\n"; });
///   };
///   {
///     const fauxtp::node home(std::move(options));
///     fauxtp::log(fauxtp::severity::info, "hello");
///   }
///   return lines.flush(1s) ? "all is written" : "nobody reads";
/// }
/// ```
///
/// Reports of a node go through one of these by default. A `node_options::log` of your own is called
/// on workers' threads, so what it writes to should lie behind one, too.
class log_queue {
 public:
  /// Of what waits; one line is taken however large it is.
  static constexpr std::size_t most_lines = 20'000;
  static constexpr std::size_t most_bytes = 16 << 20;

  /// The name of the thread, of which the kernel keeps 15 characters. `tell_of_lost` is called on it
  /// behind the last line that had room, with the number of those that had none: when there is room
  /// again, before the next line. It may be empty.
  /// Throws std::system_error if the system gives no thread.
  explicit log_queue(const std::string& thread, std::function<void(std::size_t)> tell_of_lost = {});
  /// Does not wait: what was added is still written, as long as the process lives.
  ~log_queue();
  log_queue(const log_queue&) = delete;
  log_queue& operator=(const log_queue&) = delete;

  /// Any thread. False if there was no room: `write` is not called then. What it throws is lost.
  bool add(std::size_t bytes, std::function<void()> write);
  /// Waits until all is written that was added before, for at most so long. True if it was.
  bool flush(std::chrono::milliseconds patience);

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace fauxtp
