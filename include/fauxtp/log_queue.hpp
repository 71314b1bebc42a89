#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp {

/// Lines on their way to a place that may stop taking them: a terminal, a pipe that no process
/// reads, a disk. The thread that adds a line never waits; a thread of the queue's own writes the
/// lines, in order. Lines for which there is no room are left out and counted.
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
/// Reports of a node go through such a queue by default. A `node_options::log` of your own is
/// called on workers' threads, so its output should go through a queue, too.
class log_queue {
 public:
  /// The most lines, and the most bytes, that may wait; when no line waits, one is taken however
  /// large it is.
  static constexpr std::size_t most_lines = 20'000;
  static constexpr std::size_t most_bytes = 16 << 20;

  /// `thread` is the name of the queue's thread, of which the kernel keeps 15 characters.
  /// `tell_of_lost` is called on that thread with the number of lines that had no room, behind the
  /// last line that had room: when there is room again, before the next line. It may be empty.
  /// Throws std::system_error if the system gives no thread.
  explicit log_queue(const std::string& thread, std::function<void(std::size_t)> tell_of_lost = {});
  /// Does not wait: lines that were added are still written, as long as the process lives.
  ~log_queue();
  log_queue(const log_queue&) = delete;
  log_queue& operator=(const log_queue&) = delete;

  /// Any thread. False if there was no room: `write` is not called then. What `write` throws is
  /// lost.
  bool add(std::size_t bytes, std::function<void()> write);
  /// Waits, at most for `patience`, until all lines that were added before are written. True if
  /// they were.
  bool flush(std::chrono::milliseconds patience);

 private:
  struct state;
  std::shared_ptr<state> state_;
};

/// Writes all of a text to a descriptor, such as that of standard error, and waits as long as it
/// takes until it is read: this is for the thread of a log_queue. It uses no lock of a stream, for
/// which other threads may wait. The rest is lost if the descriptor fails (write(2)).
void write_all(int descriptor, std::string_view text) noexcept;

}  // namespace fauxtp
#pragma GCC visibility pop
