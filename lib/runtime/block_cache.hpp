#pragma once

#include <compare>
#include <cstddef>
#include <new>
#include <utility>

#include "runtime/block_slabs.hpp"
#include "runtime/sanitizer.hpp"
#include "runtime/thread_end.hpp"

namespace fauxtp::runtime {

struct block_kind {
  std::size_t size;
  block_use use;
  friend auto operator<=>(const block_kind&, const block_kind&) = default;
};

/// The store from which the free lists of all threads are filled, and into which they are emptied.
/// Any thread.
class block_store {
 public:
  static constexpr std::size_t batch = 256;
  /// Takes a chain that was given back, or at most `batch` blocks of a slab. Throws std::bad_alloc.
  static block_chain take(block_kind kind);
  /// A chain for which the store has no room goes back to the slabs.
  static void give_back(block_kind kind, block_chain given) noexcept;
};

/// Memory of one size, for objects that are made and ended with each message. Each thread has lists
/// of free blocks, so taking and giving back need no lock, and a block may be given back on another
/// thread than the one that took it: a list that grows too long, as that of a worker that only
/// receives, sheds a batch.
template <std::size_t Size>
class block_cache {
 public:
  static void* take() {
    if constexpr (sanitizer::watches_memory) return ::operator new(Size);
    return take(staying_, block_use::stays);
  }
  /// For a block that is to be given back on another thread.
  static void* take_for_travel() {
    if constexpr (sanitizer::watches_memory) return ::operator new(Size);
    return take(travelling_, block_use::travels);
  }
  static void give_back(void* memory) noexcept {
    if constexpr (sanitizer::watches_memory) return ::operator delete(memory);
    const block_use use = block_slabs::use_of(memory);
    block_chain& free = use == block_use::stays ? staying_ : travelling_;
    if (free.first == nullptr) [[unlikely]]
      flush_at_thread_end();
    free.first = ::new (memory) block{free.first};
    if (++free.count == 2 * block_store::batch) [[unlikely]]
      shed(free, use);
  }

 private:
  static void flush(void*) noexcept {
    block_store::give_back({Size, block_use::stays}, std::exchange(staying_, {}));
    block_store::give_back({Size, block_use::travels}, std::exchange(travelling_, {}));
  }
  static void* take(block_chain& free, block_use use) {
    if (free.first == nullptr) [[unlikely]]
      refill(free, use);
    --free.count;
    return std::exchange(free.first, free.first->next);
  }
  [[gnu::noinline]] static void flush_at_thread_end() noexcept {
    static const at_thread_end end(&flush);
    if (!std::exchange(flushes_, true)) end.ask(&staying_);
  }
  [[gnu::noinline]] static void refill(block_chain& free, block_use use) {
    flush_at_thread_end();
    free = block_store::take({Size, use});
  }
  [[gnu::noinline]] static void shed(block_chain& free, block_use use) noexcept {
    block* last = free.first;
    for (std::size_t i = 1; i < block_store::batch; ++i) last = last->next;
    const block_chain shed{free.first, block_store::batch};
    free = {std::exchange(last->next, nullptr), free.count - block_store::batch};
    block_store::give_back({Size, use}, shed);
  }

  static constinit inline thread_local block_chain staying_{};
  static constinit inline thread_local block_chain travelling_{};
  static constinit inline thread_local bool flushes_ = false;
};

/// A base class for objects, of at most this size, that go from one thread to another: their memory
/// comes from the cache. Larger derived objects come from the heap.
template <std::size_t Size>
struct cached {
  static void* operator new(std::size_t size) {
    return size <= Size ? block_cache<Size>::take_for_travel() : ::operator new(size);
  }
  static void operator delete(void* memory, std::size_t size) noexcept {
    size <= Size ? block_cache<Size>::give_back(memory) : ::operator delete(memory);
  }
};

}  // namespace fauxtp::runtime
