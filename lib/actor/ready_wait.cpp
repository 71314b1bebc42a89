// How an actor waits for what can be read or written.
#include "actor/ready_wait.hpp"

#include <algorithm>

#include "actor/process.hpp"

namespace fauxtp::detail {
namespace {

/// Shows in a look at the actor what it waits for.
class shown_wait {
 public:
  shown_wait(process& own, process::awaited_io wait) : own_(own), outer_(own.io(wait)) {}
  ~shown_wait() { own_.io(outer_); }
  shown_wait(const shown_wait&) = delete;
  shown_wait& operator=(const shown_wait&) = delete;

 private:
  process& own_;
  process::awaited_io outer_;
};

}  // namespace

ready_wait::ready_wait(runtime::io_source& source, runtime::io_events wanted)
    : io_wait(wanted), own_(process::current()), source_(source) {
  own_.check_exit();
  source_.watch(own_.home().bell(), *this);
}

ready_wait::~ready_wait() {
  if (!has_come()) source_.forget(own_.home().bell(), *this);
}

void ready_wait::ready(runtime::io_events what) noexcept {
  what_ = what;
  own_.woken_by(wake_by::io);
}

void ready_wait::look() noexcept {
  runtime::bell& here = process::current().home().bell();
  if (here.watches()) here.look();
}

bool ready_wait::wait(runtime::time_point deadline, wake_by others) {
  ready_wait* const alone = this;
  return wait_for_one({&alone, 1}, deadline, others);
}

bool ready_wait::wait_for_one(std::span<ready_wait* const> waits, runtime::time_point deadline,
                              wake_by others) {
  process& own = waits.front()->own_;
  const shown_wait shown(own, {&waits.front()->source_, waits.front()->wanted()});
  const auto one_has_come = [waits] { return std::ranges::any_of(waits, &ready_wait::has_come); };
  while (!one_has_come()) {
    const bool is_over = deadline != runtime::time_point::max() && deadline <= own.now();
    const bool in_time = !is_over && own.wait(wake_by::io | others, deadline);
    if (!in_time) look();  // the moment may have come together with the deadline
    if (!in_time || others != wake_by::nothing) break;
  }
  return one_has_come();
}

}  // namespace fauxtp::detail
