// Memory for many blocks of one size.
#include "runtime/block_slabs.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace fauxtp::runtime {
namespace {

constexpr std::size_t cache_line = 64;

constexpr std::size_t in_whole_lines(std::size_t size) noexcept {
  return (size + cache_line - 1) / cache_line * cache_line;
}

}  // namespace

/// A slab lies at the beginning of its own memory.
struct block_slabs::slab {
  reserved_memory memory;
  std::size_t carved = 0;  // blocks that have been handed out; the others have never been used
  std::size_t used = 0;    // blocks that are in use now
  block* free = nullptr;   // the free ones among the carved blocks
};

block_slabs::block_slabs(std::size_t block_size, block_use use) noexcept
    : use_(use),
      block_size_(in_whole_lines(block_size)),
      blocks_((slab_size - in_whole_lines(sizeof(slab))) / block_size_) {}

block_slabs::~block_slabs() {
  while (!usable_.empty()) release(*usable_.back());
}

block_slabs::slab& block_slabs::slab_of(block& given) noexcept {
  return *reinterpret_cast<slab*>(reinterpret_cast<std::uintptr_t>(&given) & ~(slab_size - 1));
}

bool block_slabs::is_full(const slab& looked_at) const noexcept {
  return looked_at.used == blocks_;
}

void block_slabs::add() {
  usable_.reserve(slabs_ + 1);  // so that giving back cannot fail
  reserved_memory memory(slab_size, 2 * slab_size, use_ == block_use::travels ? slab_size : 0);
  std::byte* const begin = memory.begin();
  usable_.push_back(::new (begin) slab{.memory = std::move(memory)});
  ++slabs_;
}

void block_slabs::release(slab& unused) noexcept {
  std::erase(usable_, &unused);
  --slabs_;
  const reserved_memory memory = std::move(unused.memory);
  unused.~slab();
}

block_chain block_slabs::take(std::size_t most) {
  if (usable_.empty()) add();
  slab& from = *usable_.back();
  block_chain taken;
  while (taken.count < most && from.free != nullptr) {
    block* const next = std::exchange(from.free, from.free->next);
    next->next = std::exchange(taken.first, next);
    ++taken.count;
  }
  const std::size_t fresh = std::min(most - taken.count, blocks_ - from.carved);
  std::byte* const begin = reinterpret_cast<std::byte*>(&from) + in_whole_lines(sizeof(slab));
  for (std::size_t i = from.carved + fresh; i-- > from.carved;) {
    taken.first = ::new (begin + i * block_size_) block{taken.first};
  }
  taken.count += fresh;
  from.carved += fresh;
  from.used += taken.count;
  if (is_full(from)) usable_.pop_back();
  return taken;
}

void block_slabs::give_back(block_chain given) noexcept {
  while (given.first != nullptr) {
    block& each = *std::exchange(given.first, given.first->next);
    slab& home = slab_of(each);
    if (is_full(home)) usable_.push_back(&home);
    each.next = std::exchange(home.free, &each);
    if (--home.used == 0 && usable_.size() > 1) release(home);
  }
}

}  // namespace fauxtp::runtime
