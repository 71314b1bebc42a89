// Stacks for fibers, and the question whose guard page an address is.
#include "runtime/stack_slab.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <new>

#include "runtime/sanitizer.hpp"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

namespace fauxtp::runtime {

struct stack_slab::region {
  char* base = nullptr;
  std::size_t slot_size = 0;
  std::uint32_t slots = 0;
  std::unique_ptr<std::atomic<fiber*>[]> users;
};

namespace {

constexpr std::size_t region_size = 64 * 1024 * 1024;

// A guard by mprotect splits a mapping; the kernel allows about 65 000 of them.
constexpr int mprotect_budget = 30'000;
std::atomic<int> mprotect_guards{0};

// What the signal handler looks through; an entry is emptied, never moved.
constexpr std::size_t most_regions = 65'536;
std::array<std::atomic<void*>, most_regions> known_regions{};
std::atomic<std::size_t> known_until{0};

void remember(void* region) noexcept {
  for (std::size_t i = 0; i < most_regions; ++i) {
    void* empty = nullptr;
    if (!known_regions[i].compare_exchange_strong(empty, region)) continue;
    std::size_t until = known_until.load();
    while (until < i + 1 && !known_until.compare_exchange_weak(until, i + 1)) {
    }
    return;
  }
}

void forget(void* region) noexcept {
  for (std::size_t i = 0; i < known_until.load(); ++i) {
    void* expected = region;
    if (known_regions[i].compare_exchange_strong(expected, nullptr)) return;
  }
}

void guard(char* page) noexcept {
  if (madvise(page, stack_slab::guard_size, MADV_GUARD_INSTALL) == 0) return;
  if (mprotect_guards.fetch_add(1) < mprotect_budget) {
    mprotect(page, stack_slab::guard_size, PROT_NONE);
  }
}

}  // namespace

std::size_t stack_slab::rounded(std::size_t size) noexcept {
  return std::bit_ceil(std::max(size, smallest) * sanitizer::stack_factor);
}

stack_slab::stack_slab(std::size_t size) : size_(rounded(size)) {}

stack_slab::~stack_slab() {
  for (const auto& region : regions_) {
    forget(region.get());
    munmap(region->base, region->slot_size * region->slots);
  }
}

void stack_slab::grow() {
  const auto slots = static_cast<std::uint32_t>(std::max<std::size_t>(region_size / size_, 1));
  auto made = std::make_unique<region>();
  made->users = std::make_unique<std::atomic<fiber*>[]>(slots);
  void* memory = mmap(nullptr, size_ * slots, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // A parked actor touches one page of its stack; a huge page would make that 2 MiB.
  madvise(memory, size_ * slots, MADV_NOHUGEPAGE);
  made->base = static_cast<char*>(memory);
  made->slot_size = size_;
  made->slots = slots;
  remember(made.get());
  regions_.push_back(std::move(made));
  used_of_last_ = 0;
}

char* stack_slab::base_of(const slot& slot) const noexcept {
  return slot.owner->base + slot.index * size_;
}

boost::context::stack_context stack_slab::take(fiber& user) {
  slot taken{};
  if (!free_.empty()) {
    taken = free_.back();
    free_.pop_back();
  } else {
    if (regions_.empty() || used_of_last_ == regions_.back()->slots) grow();
    taken = {regions_.back().get(), used_of_last_++};
    guard(base_of(taken));
    sanitizer::announce(base_of(taken) + guard_size, size_ - guard_size);
  }
  taken.owner->users[taken.index].store(&user, std::memory_order_release);
  boost::context::stack_context stack;
  stack.size = size_ - guard_size;
  stack.sp = base_of(taken) + size_;
  return stack;
}

void stack_slab::give_back(boost::context::stack_context& stack) noexcept {
  char* bottom = static_cast<char*>(stack.sp) - stack.size;
  sanitizer::clear(bottom, stack.size);
  for (const auto& region : regions_) {
    if (bottom < region->base || bottom >= region->base + size_ * region->slots) continue;
    const auto index = static_cast<std::uint32_t>((bottom - region->base) / size_);
    region->users[index].store(nullptr, std::memory_order_release);
    free_.push_back({region.get(), index});
    return;
  }
}

fiber* stack_slab::overflowed(const void* address) noexcept {
  const char* at = static_cast<const char*>(address);
  for (std::size_t i = 0; i < known_until.load(); ++i) {
    const auto* candidate = static_cast<const region*>(known_regions[i].load());
    if (candidate == nullptr || at < candidate->base) continue;
    const auto offset = static_cast<std::size_t>(at - candidate->base);
    if (offset >= candidate->slot_size * candidate->slots) continue;
    if (offset % candidate->slot_size >= guard_size) return nullptr;
    return candidate->users[offset / candidate->slot_size].load(std::memory_order_acquire);
  }
  return nullptr;
}

}  // namespace fauxtp::runtime
