// How long a cache line takes from one thread to another one and back: what a machine adds to each
// figure of two workers, today.
#include <atomic>
#include <thread>

#include "bench.hpp"

namespace {

bench::cost round_trips(std::int64_t trips) {
  alignas(64) std::atomic<std::int64_t> line{0};
  std::thread other([&] {
    for (std::int64_t n = 1; n < 2 * trips; n += 2) {
      while (line.load() != n) {
      }
      line.store(n + 1);
    }
  });
  const bench::cost all = bench::timed([&] {
    for (std::int64_t n = 0; n < 2 * trips; n += 2) {
      line.store(n + 1);
      while (line.load() != n + 2) {
      }
    }
  });
  other.join();
  return all;
}

const bench::registered cacheline(bench::benchmark{.name = "cacheline",
                                                   .rows = {"cacheline"},
                                                   .run =
                                                       [](const bench::context& now) {
                                                         const auto trips = now.repeated(500'000);
                                                         round_trips(trips / 10);
                                                         now.emit("cacheline", trips,
                                                                  round_trips(trips));
                                                       },
                                                   .threads = 2});

}  // namespace
