// Stacks for fibers, and the question whose guard page an address is.
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

#include "runtime/sanitizer.hpp"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
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

// One system call for many pages that lie apart (Linux >= 6.13). False if there is none.
bool advise_all(std::span<const iovec> pages, int advice) noexcept {
  const auto self = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  if (self < 0) return false;
  const auto done = syscall(SYS_process_madvise, self, pages.data(), pages.size(), advice, 0);
  close(self);
  return done == static_cast<long>(pages.size() * stack_slab::guard_size);
}

// So many stacks get their guards, and their first pages, at a time. The first ones of a slab one by
// one: most programs have few actors, and need not have memory for more.
constexpr std::uint32_t most_at_a_time = 256;
constexpr std::uint32_t fewest_at_a_time = 32;

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
  void* memory = mmap(nullptr, stride() * slots, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // A parked actor touches one page of its stack; a huge page would make that 2 MiB.
  madvise(memory, stride() * slots, MADV_NOHUGEPAGE);
  made->base = static_cast<char*>(memory);
  made->slot_size = stride();
  made->slots = slots;
  remember(made.get());
  regions_.push_back(std::move(made));
  used_of_last_ = prepared_of_last_ = 0;
}

void stack_slab::prepare() {
  region& last = *regions_.back();
  const auto all = static_cast<std::uint32_t>((regions_.size() - 1) * last.slots) + used_of_last_;
  std::uint32_t count = std::min(all, most_at_a_time);
  if (count < fewest_at_a_time) count = 1;
  count = std::min(count, last.slots - used_of_last_);
  std::vector<iovec> guards(count);  // not on the stack: it may be a small one
  std::vector<iovec> tops(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    char* base = base_of({&last, used_of_last_ + i});
    guards[i] = {base, guard_size};
    tops[i] = {base + size_ - guard_size, guard_size};
  }
  if (count == 1 || !advise_all(guards, MADV_GUARD_INSTALL)) {
    for (std::uint32_t i = 0; i < count; ++i) guard(static_cast<char*>(guards[i].iov_base));
  }
  // A page that is touched first costs ten times as much by itself as among many.
  if (count > 1) advise_all(tops, MADV_POPULATE_WRITE);
  prepared_of_last_ += count;
}

char* stack_slab::base_of(const slot& slot) const noexcept {
  return slot.owner->base + slot.index * stride();
}

boost::context::stack_context stack_slab::take(fiber& user) {
  slot taken{};
  if (!free_.empty()) {
    taken = free_.back();
    free_.pop_back();
  } else {
    if (regions_.empty() || used_of_last_ == regions_.back()->slots) grow();
    if (used_of_last_ == prepared_of_last_) prepare();
    taken = {regions_.back().get(), used_of_last_++};
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
    if (bottom < region->base || bottom >= region->base + stride() * region->slots) continue;
    const auto index = static_cast<std::uint32_t>((bottom - region->base) / stride());
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
