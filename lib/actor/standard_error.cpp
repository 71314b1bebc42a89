// The lines that the library writes to standard error.
#include "actor/standard_error.hpp"

#include <unistd.h>

#include <atomic>
#include <exception>
#include <string_view>
#include <utility>

#include "fauxtp/log_queue.hpp"
#include "runtime/forked_child.hpp"

namespace fauxtp::detail {
namespace {

void write_out(std::string_view text) noexcept { write_all(STDERR_FILENO, text); }

// Never destroyed: lines may come from destructors of static objects.
std::atomic<log_queue*> made{nullptr};

log_queue* queue() noexcept {
  static const bool tried = [] {
    try {
      made = new log_queue("fauxtp/stderr", [](std::size_t lost) {
        write_out("fauxtp: " + std::to_string(lost) + " lines had no room and are lost\n");
      });
    } catch (const std::exception&) {  // without a thread a line is written at once
    }
    return true;
  }();
  return tried ? made.load() : nullptr;
}

struct flush_at_exit {
  ~flush_at_exit() { standard_error::flush(); }
};

}  // namespace

void standard_error::say(std::string line) noexcept {
  if (runtime::is_forked_child()) return write_out(line);
  log_queue* lines = queue();
  static const flush_at_exit at_exit;
  if (lines == nullptr) return write_out(line);
  try {
    const std::size_t size = line.size();
    lines->add(size, [line = std::move(line)] { write_out(line); });
  } catch (const std::exception&) {  // there is no memory even for a line
  }
}

void standard_error::flush(std::chrono::milliseconds patience) noexcept {
  if (log_queue* lines = made.load()) lines->flush(patience);
}

}  // namespace fauxtp::detail
