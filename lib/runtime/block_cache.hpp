#pragma once

#include <cstddef>
#include <new>
#include <utility>

#include "runtime/block_slabs.hpp"
#include "runtime/sanitizer.hpp"

namespace fauxtp::runtime {

/// Where the lists of free blocks of all threads are filled from and emptied to. Any thread.
class block_store {
 public:
  static constexpr std::size_t batch = 256;
  /// A chain that was given back, or at most `batch` other blocks. Throws std::bad_alloc.
  static block_chain take(std::size_t size);
  /// What is too much for the store goes back to the system.
  static void give_back(std::size_t size, block_chain given) noexcept;
};

/// Memory of one size, for what is made and ended with each message. Each thread has a list of free
/// blocks, so neither takes a lock, and a block may be given back on another thread than it was
/// taken on: a list that grows too long, as that of a worker that only receives, sheds a batch.
template <std::size_t Size>
class block_cache {
 public:
  static void* take() {
    if constexpr (sanitizer::watches_memory) return ::operator new(Size);
    if (free_.first == nullptr) [[unlikely]]
      refill();
    --free_.count;
    return std::exchange(free_.first, free_.first->next);
  }
  static void give_back(void* memory) noexcept {
    if constexpr (sanitizer::watches_memory) return ::operator delete(memory);
    if (free_.first == nullptr) [[unlikely]]
      flush_at_thread_end();
    free_.first = ::new (memory) block{free_.first};
    if (++free_.count == 2 * block_store::batch) [[unlikely]]
      shed();
  }

 private:
  struct flusher {
    ~flusher() { block_store::give_back(Size, std::exchange(free_, {})); }
  };
  [[gnu::noinline]] static void flush_at_thread_end() noexcept {
    static thread_local flusher flushes;
    static_cast<void>(flushes);
  }
  [[gnu::noinline]] static void refill() {
    flush_at_thread_end();
    free_ = block_store::take(Size);
  }
  [[gnu::noinline]] static void shed() noexcept {
    block* last = free_.first;
    for (std::size_t i = 1; i < block_store::batch; ++i) last = last->next;
    const block_chain shed{free_.first, block_store::batch};
    free_ = {std::exchange(last->next, nullptr), free_.count - block_store::batch};
    block_store::give_back(Size, shed);
  }

  static constinit inline thread_local block_chain free_{};
};

/// For a class whose objects, of at most this size, come from the cache; larger derived ones from
/// the heap.
template <std::size_t Size>
struct cached {
  static void* operator new(std::size_t size) {
    return size <= Size ? block_cache<Size>::take() : ::operator new(size);
  }
  static void operator delete(void* memory, std::size_t size) noexcept {
    size <= Size ? block_cache<Size>::give_back(memory) : ::operator delete(memory);
  }
};

}  // namespace fauxtp::runtime
