#pragma once

#include <cstddef>
#include <vector>

namespace fauxtp::runtime {

struct block {
  block* next;
};
struct block_chain {
  block* first = nullptr;
  std::size_t count = 0;
};

/// Blocks of one size, carved from slabs of two megabytes. Each has cache lines of its own: were
/// two of them to share one, threads that use them would take it from each other all the time. A
/// slab of which nothing is used goes back to the system, except the last one.
class block_slabs {
 public:
  explicit block_slabs(std::size_t block_size) noexcept;
  block_slabs(const block_slabs&) = delete;
  block_slabs& operator=(const block_slabs&) = delete;
  ~block_slabs();

  /// At least one, at most that many, in the order of their addresses if they are new. Throws
  /// std::bad_alloc.
  block_chain take(std::size_t most);
  void give_back(block_chain given) noexcept;

 private:
  struct slab;
  static slab& slab_of(block& given) noexcept;
  bool is_full(const slab& looked_at) const noexcept;
  void add();
  void release(slab& unused) noexcept;

  std::size_t block_size_;
  std::size_t blocks_;  // of a slab
  std::size_t slabs_ = 0;
  std::vector<slab*> usable_;  // that have a free block
};

}  // namespace fauxtp::runtime
