// Functions that would stall a worker, run elsewhere.
#include "fauxtp/blocking.hpp"

#include "actor/node_core.hpp"

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
    function();
    own.home().post(&end);
  });
  // The function may use this stack: not even an exit interrupts the wait.
  while (!end.done) own.wait(wake_by::nothing, runtime::time_point::max());
  own.check_exit();
}

}  // namespace fauxtp::detail
