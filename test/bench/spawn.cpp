// Actors that end at once, in waves, and the ways in which their maker learns of it.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr std::int64_t wave = 10'000;

struct done {};

template <class Make, class Await>
bench::cost in_waves(std::int64_t actors, Make make, Await await) {
  return bench::timed([&] {
    for (std::int64_t left = actors; left > 0; left -= wave) {
      const std::int64_t now = std::min(left, wave);
      for (std::int64_t i = 0; i < now; ++i) make();
      for (std::int64_t i = 0; i < now; ++i) await();
    }
  });
}

void nothing() {}

const bench::registered told("spawn_exit", 500'000, [](std::int64_t actors) {
  return in_waves(
      actors, [owner = self()] { spawn([owner] { send(owner, done{}); }); },
      [] { receive<done>(); });
});

const bench::registered linked("spawn_exit_link", 500'000, [](std::int64_t actors) {
  trap_exit();
  return in_waves(
      actors, [] { spawn_link(nothing); }, [] { receive<exit_signal>(); });
});

const bench::registered watched("spawn_exit_monitor", 500'000, [](std::int64_t actors) {
  return in_waves(
      actors, [] { spawn_monitor(nothing); }, [] { receive<down>(); });
});

}  // namespace
