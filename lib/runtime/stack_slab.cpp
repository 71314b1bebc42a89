// Stacks for fibers, and the search for the fiber in whose guard page an address lies.
#include "runtime/stack_slab.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <span>

#include "runtime/fiber.hpp"
#include "runtime/sanitizer.hpp"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace fauxtp::runtime {

struct stack_slab::region {
  void* mapped = nullptr;
  std::size_t mapped_size = 0;
  char* base = nullptr;
  std::size_t slot_size = 0;
  std::uint32_t slots = 0;
  std::unique_ptr<std::atomic<bool>[]> taken;

  char* base_of(std::size_t index) const noexcept { return base + index * slot_size; }
  /// The top is all that is used of most stacks. The tops do not all lie at one place of their
  /// pages: otherwise they would fall on the same few lines of the caches. For this a slot has a
  /// page more than its stack, which also keeps its size from being a power of two.
  char* top_of(std::size_t index) const noexcept {
    return base_of(index + 1) - (index + index / 16) % 8 * 256;
  }
};

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t cache_line = 64;
constexpr std::size_t fiber_room = (sizeof(fiber) + cache_line - 1) / cache_line * cache_line;

constexpr std::size_t region_size = 64 * 1024 * 1024;

// A guard made by mprotect splits a mapping; the kernel allows about 65 000 mappings.
constexpr int mprotect_budget = 30'000;
std::atomic<int> mprotect_guards{0};

// The signal handler looks through these; an entry is emptied, never moved.
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

/// Regions that were mapped one after the other lie at equal distances, and so would all stacks of
/// two workers. Therefore each region begins at another page, so that no rule by which a cache
/// spreads addresses meets all of them at once.
constexpr std::size_t most_pages_skipped = 1024;
std::size_t pages_to_skip() noexcept {
  static std::atomic<std::size_t> regions{0};
  return regions.fetch_add(1, std::memory_order_relaxed) * 419 % most_pages_skipped;
}

void guard(char* page) noexcept {
  if (madvise(page, stack_slab::guard_size, MADV_GUARD_INSTALL) == 0) return;
  if (mprotect_guards.fetch_add(1) < mprotect_budget) {
    mprotect(page, stack_slab::guard_size, PROT_NONE);
  }
}

// Makes one system call for many pages that lie apart (Linux >= 6.13). False if the kernel has no
// such call.
bool advise_all(std::span<const iovec> pages, int advice) noexcept {
  const auto self = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  if (self < 0) return false;
  const auto done = syscall(SYS_process_madvise, self, pages.data(), pages.size(), advice, 0);
  close(self);
  return done == static_cast<long>(pages.size() * page_size);
}

// Stacks get their guards, and their first pages, in groups that share a page of the page table: a
// hypervisor that shadows page tables forgets what it knew of pages that were prepared in larger
// groups, and each of them then faults twice. The first stacks of a slab are prepared one by one,
// because most programs have few actors and should not use memory for more.
constexpr std::size_t mapped_by_one_table = 2 * 1024 * 1024;
constexpr std::uint32_t fewest_at_a_time = 8;

}  // namespace

std::size_t stack_slab::rounded(std::size_t size) noexcept {
  return std::bit_ceil(std::max(size, smallest) * sanitizer::stack_factor);
}

stack_slab::stack_slab(std::size_t size) : size_(rounded(size)) {}

stack_slab::~stack_slab() {
  for (const auto& region : regions_) {
    forget(region.get());
    munmap(region->mapped, region->mapped_size);
  }
}

void stack_slab::grow() {
  const auto slots = static_cast<std::uint32_t>(std::max<std::size_t>(region_size / size_, 1));
  auto made = std::make_unique<region>();
  made->taken = std::make_unique<std::atomic<bool>[]>(slots);
  made->mapped_size = slot_size() * slots + most_pages_skipped * page_size;
  made->mapped = mmap(nullptr, made->mapped_size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (made->mapped == MAP_FAILED) throw std::bad_alloc();
  // A parked actor touches one page of its stack; a huge page would make that 2 MiB.
  madvise(made->mapped, made->mapped_size, MADV_NOHUGEPAGE);
  made->base = static_cast<char*>(made->mapped) + pages_to_skip() * page_size;
  made->slot_size = slot_size();
  made->slots = slots;
  remember(made.get());
  regions_.push_back(std::move(made));
  used_of_last_ = prepared_of_last_ = 0;
}

void stack_slab::prepare() {
  region& last = *regions_.back();
  const auto all = static_cast<std::uint32_t>((regions_.size() - 1) * last.slots) + used_of_last_;
  const auto in_a_group = static_cast<std::uint32_t>(mapped_by_one_table / slot_size());
  std::uint32_t count = std::min(all / 2, in_a_group);
  if (count < fewest_at_a_time) count = 1;
  count = std::min(count, last.slots - used_of_last_);
  std::vector<iovec> guards(count);  // not on the stack: it may be a small one
  std::vector<iovec> tops(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    char* base = last.base_of(used_of_last_ + i);
    guards[i] = {base, guard_size};
    tops[i] = {base + last.slot_size - page_size, page_size};
  }
  if (count == 1 || !advise_all(guards, MADV_GUARD_INSTALL)) {
    for (std::uint32_t i = 0; i < count; ++i) guard(static_cast<char*>(guards[i].iov_base));
  }
  // The first touch of a page costs ten times as much for a single page as among many.
  if (count > 1) advise_all(tops, MADV_POPULATE_WRITE);
  prepared_of_last_ += count;
}

boost::context::stack_context stack_slab::take() {
  slot taken{};
  const bool is_new = free_.empty();
  if (!is_new) {
    taken = free_.back();
    free_.pop_back();
  } else {
    if (regions_.empty() || used_of_last_ == regions_.back()->slots) grow();
    if (used_of_last_ == prepared_of_last_) prepare();
    taken = {regions_.back().get(), used_of_last_++};
  }
  taken.owner->taken[taken.index].store(true, std::memory_order_release);
  boost::context::stack_context stack;
  stack.sp = taken.owner->top_of(taken.index) - fiber_room;
  char* const bottom = taken.owner->base_of(taken.index) + guard_size;
  stack.size = static_cast<std::size_t>(static_cast<char*>(stack.sp) - bottom);
  if (is_new) sanitizer::announce(bottom, stack.size);
  return stack;
}

void stack_slab::give_back(const boost::context::stack_context& stack) noexcept {
  char* bottom = static_cast<char*>(stack.sp) - stack.size;
  sanitizer::clear(bottom, stack.size + fiber_room);
  for (const auto& region : regions_) {
    if (bottom < region->base || bottom >= region->base + slot_size() * region->slots) continue;
    const auto index = static_cast<std::uint32_t>((bottom - region->base) / slot_size());
    region->taken[index].store(false, std::memory_order_release);
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
    const std::size_t index = offset / candidate->slot_size;
    if (offset % candidate->slot_size >= guard_size || !candidate->taken[index].load())
      return nullptr;
    return reinterpret_cast<fiber*>(candidate->top_of(index) - fiber_room);
  }
  return nullptr;
}

}  // namespace fauxtp::runtime
