// Replaces operator new and delete by versions that count, for each thread on its own.
#include "allocations.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

struct alignas(64) counter {
  std::atomic<std::int64_t> calls{0};
};

// A thread that has ended leaves its counter behind, so that the sum only grows. A benchmark starts
// few threads; if there were ever more threads than counters, some counts would be lost.
std::array<counter, 4096> counters;
std::atomic<std::size_t> threads{0};
thread_local counter* own = nullptr;

// Only the thread itself writes its counter, so no locked instruction is needed.
void count_one() noexcept {
  if (own == nullptr) own = &counters[threads.fetch_add(1) % counters.size()];
  own->calls.store(own->calls.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void* allocated(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

std::int64_t bench::allocations() noexcept {
  std::int64_t sum = 0;
  for (const counter& each : counters) sum += each.calls.load(std::memory_order_relaxed);
  return sum;
}

// The other operators, for arrays and nothrow, call these.
void* operator new(std::size_t size) {
  count_one();
  return allocated(std::malloc(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  count_one();
  const auto align = static_cast<std::size_t>(alignment);
  return allocated(std::aligned_alloc(align, (size + align - 1) / align * align));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
