// Functions that would stall a worker are run on other threads.
#include "fauxtp/blocking.hpp"

#include <algorithm>

#include "actor/local_node.hpp"
#include "runtime/process_end.hpp"

namespace fauxtp::detail {

namespace {

void complain(process& waiting) {
  runtime::executor& pool = waiting.node().pool().blocking();
  if (!pool.first_to_complain()) return;
  const std::string threads = std::to_string(pool.most_threads());
  const std::size_t pending = pool.pending();
  const std::string queued = std::to_string(pending - std::min(pending, pool.most_threads()));
  waiting.node().submit({.level = severity::warning,
                         .label = "actor/blocking_full",
                         .text = "waits for a thread: all " + threads +
                                 " of blocking_threads run functions that have not returned, and " +
                                 queued + " more functions queue",
                         .from = waiting.id(),
                         .name = waiting.name(),
                         .fields = {{"threads", threads}, {"queued", queued}}});
}

}  // namespace

void run_blocking(std::function<void()> function, const std::source_location& where) {
  struct finished final : runtime::parcel {
    explicit finished(process& waiting) : waiting(waiting) {}
    void deliver() noexcept override {
      done = true;
      waiting.woken_by(wake_by::nothing);
    }
    process& waiting;
    bool done = false;
  };
  process& own = process::current();
  own.check_exit();
  finished end(own);
  own.blocks() = process::blocking::queued;
  try {
    own.node().pool().blocking().run([&] {
      own.blocks() = process::blocking::running;
      runtime::acting_for = &own;
      function();
      runtime::acting_for = nullptr;
      own.home().post(&end);
    });
  } catch (...) {
    own.blocks() = process::blocking::none;
    throw;
  }
  own.waits_at(where);
  // The function may use this stack, so not even an exit interrupts the wait.
  auto patience = own.deadline_after(own.node().options().stall_after);
  while (!end.done) {
    if (own.wait(wake_by::nothing, patience)) continue;
    patience = runtime::time_point::max();
    if (own.blocks() == process::blocking::queued) complain(own);
  }
  own.blocks() = process::blocking::none;
  own.check_exit();
}

}  // namespace fauxtp::detail
