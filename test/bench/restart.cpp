// A supervisor's child that ends again and again: the time from its end until the new child says
// that it is up.
#include <fauxtp/fauxtp.hpp>
#include <stdexcept>

#include "bench.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

struct up {
  pid child;
};
struct fall {};

class child : public gen_server<child, calls<>, casts<fall>> {
 public:
  explicit child(pid owner) { send(owner, up{self()}); }
  void handle_cast(fall) { throw std::runtime_error("it has fallen"); }
};

using ending = void (*)(pid child);
void crash(pid child) { cast(child, fall{}); }
void kill(pid child) { exit(child, exit_reason::kill); }

class office {
 public:
  explicit office(ending end) : end_(end) {
    supervisor::start({.intensity = 1'000'000'000,
                       .period = 1s,
                       .children = {{.id = "child",
                                     .start = child_start<child>(self()),
                                     .restart = restart_type::permanent,
                                     .shutdown = shutdown_time::brutal_kill()}}},
                      {.spawn = {.place = placement::here}})
        .value();
    child_ = receive<up>().child;
  }

  bench::cost restarts(std::int64_t times) {
    return bench::timed([&] {
      for (std::int64_t i = 0; i < times; ++i) {
        end_(child_);
        child_ = receive<up>().child;
      }
    });
  }

 private:
  ending end_;
  pid child_;
};

bench::benchmark back_to_back(const std::string& name, ending end) {
  return {.name = name, .rows = {name}, .run = [=](const bench::context& now) {
            now.in_actor([&] {
              office open(end);
              const std::int64_t times = now.scaled(20'000);
              open.restarts(std::max<std::int64_t>(times / 10, 1));
              now.emit(name, times, open.restarts(times));
            });
          }};
}

const bench::registered crashes(back_to_back("restart", crash));
const bench::registered kills(back_to_back("restart_kill", kill));

/// A few restarts at a time, after a rest of more than a period, so that the supervisor never has
/// many to remember.
const bench::registered rested(bench::benchmark{
    .name = "restart_short", .rows = {"restart_short"}, .run = [](const bench::context& now) {
      now.in_actor([&] {
        constexpr int groups = 4;
        const std::int64_t group = now.repeated(500);
        const auto rest = std::chrono::milliseconds(now.repeated(2100));
        office open(crash);
        open.restarts(group);
        bench::cost sum;
        for (int i = 0; i < groups; ++i) {
          sleep(rest);
          sum += open.restarts(group);
        }
        now.emit("restart_short", groups * group, sum);
      });
    }});

}  // namespace
