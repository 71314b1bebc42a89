// What the machine itself costs today, without any actor. No other figure can be lower than that.
#include <sys/mman.h>

#include <atomic>
#include <new>
#include <thread>

#include "bench.hpp"

namespace {

/// How long a cache line takes from one thread to another and back. This is part of each figure of
/// two workers that talk to each other.
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

/// How long the first write to a page of new memory takes. This is part of the figure of everything
/// that is made anew, above all of an actor with its stack. It uses as many pages as `idle` has
/// actors: a hypervisor gives the first gigabyte, which is in use now and then, much faster than
/// the fourth.
bench::cost first_writes(std::int64_t pages) {
  constexpr std::size_t page_size = 4096;
  const std::size_t size = static_cast<std::size_t>(pages) * page_size;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  madvise(memory, size, MADV_NOHUGEPAGE);
  const bench::cost all = bench::timed([&] {
    for (std::size_t at = 0; at < size; at += page_size) {
      static_cast<volatile char*>(memory)[at] = 1;
    }
  });
  munmap(memory, size);
  return all;
}

const bench::registered page("page", 1'000'000, first_writes);
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
