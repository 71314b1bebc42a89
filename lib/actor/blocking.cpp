// Functions that would stall a worker, run elsewhere.
#include "fauxtp/blocking.hpp"

#include "actor/node_core.hpp"
#include "runtime/process_end.hpp"

namespace fauxtp::detail {

void run_blocking(std::function<void()> function) {
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
  own.node().pool().blocking().run([&] {
    runtime::acting_for = &own;
    function();
    runtime::acting_for = nullptr;
    own.home().post(&end);
  });
  // The function may use this stack: not even an exit interrupts the wait.
  while (!end.done) own.wait(wake_by::nothing, runtime::time_point::max());
  own.check_exit();
}

}  // namespace fauxtp::detail
