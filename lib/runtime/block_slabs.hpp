#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/reserved_memory.hpp"

namespace fauxtp::runtime {

struct block {
  block* next;
};
struct block_chain {
  block* first = nullptr;
  std::size_t count = 0;
};

/// Blocks that go from one thread to another lie apart from those that one thread uses again and
/// again: a processor that fetches a line often fetches the next one, too, and takes it from the
/// processor that writes to it.
enum class block_use : bool { stays, travels };

/// Blocks of one size, carved from slabs of two megabytes. Each block has cache lines of its own:
/// if two blocks shared a line, threads that use them would take it from each other all the time. A
/// slab of which no block is used goes back to the system, except the last one.
class block_slabs {
 public:
  explicit block_slabs(std::size_t block_size, block_use use = block_use::stays) noexcept;
  block_slabs(const block_slabs&) = delete;
  block_slabs& operator=(const block_slabs&) = delete;
  ~block_slabs();

  /// Takes at least one block and at most `most`, in the order of their addresses if they are new.
  /// Throws std::bad_alloc.
  block_chain take(std::size_t most);
  void give_back(block_chain given) noexcept;
  /// Slabs for staying blocks lie at even multiples of their size, slabs for travelling ones at
  /// odd.
  static block_use use_of(const void* taken) noexcept {
    return block_use((reinterpret_cast<std::uintptr_t>(taken) & slab_size) != 0);
  }

 private:
  static constexpr std::size_t slab_size = reserved_memory::huge_page;
  struct slab;
  static slab& slab_of(block& given) noexcept;
  bool is_full(const slab& looked_at) const noexcept;
  void add();
  void release(slab& unused) noexcept;

  block_use use_;
  std::size_t block_size_;
  std::size_t blocks_;  // in a slab
  std::size_t slabs_ = 0;
  std::vector<slab*> usable_;  // slabs that have a free block
};

}  // namespace fauxtp::runtime
