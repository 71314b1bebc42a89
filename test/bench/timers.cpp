// Timers that never expire: they are cancelled, or not needed because the message is there.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

struct tick {};

/// One to two minutes, all different, so that they lie all over the wheel.
duration later(std::int64_t n) { return 1min + std::chrono::milliseconds(n * 7919 % 60'000); }

bench::cost arm_and_cancel(std::int64_t count) {
  std::vector<timer_ref> armed(static_cast<std::size_t>(count));
  return bench::timed([&] {
    for (std::int64_t n = 0; n < count; ++n) {
      armed[static_cast<std::size_t>(n)] = send_after(later(n), self(), tick{});
    }
    for (const timer_ref& timer : armed) cancel_timer(timer);
  });
}

const bench::registered cancelled(bench::benchmark{
    .name = "timers_arm_cancel",
    .rows = {"timers_cold", "timers_arm_cancel"},
    .run = [](const bench::context& now) {
      const std::int64_t count = now.scaled(1'000'000);
      now.in_actor([&] {
        arm_and_cancel(count / 10);
        now.emit("timers_cold", count, arm_and_cancel(count));
        now.emit("timers_arm_cancel", count, arm_and_cancel(count));
      });
    }});

const bench::registered matched("timers_receive", 1'000'000, [](std::int64_t times) {
  return bench::timed([&] {
    for (std::int64_t n = 0; n < times; ++n) {
      send(self(), tick{});
      receive<tick>(5s);
    }
  });
});

}  // namespace
