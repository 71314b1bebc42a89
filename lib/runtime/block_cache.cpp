// Batches of free blocks that no thread has on its own list.
#include "runtime/block_cache.hpp"

#include <map>
#include <mutex>
#include <vector>

namespace fauxtp::runtime {
namespace {

constexpr std::size_t most_chains = 256;  // of a size

struct blocks_of_a_size {
  explicit blocks_of_a_size(std::size_t size) : slabs(size) {}
  block_slabs slabs;
  std::vector<block_chain> chains;
};

// Reachable for ever on purpose: threads end after static objects.
struct store {
  std::mutex guard;
  std::map<std::size_t, blocks_of_a_size> sizes;
  blocks_of_a_size& of(std::size_t size) { return sizes.try_emplace(size, size).first->second; }
};
store& all() {
  static store* made = new store;
  return *made;
}

}  // namespace

block_chain block_store::take(std::size_t size) {
  const std::lock_guard lock(all().guard);
  blocks_of_a_size& blocks = all().of(size);
  if (blocks.chains.empty()) return blocks.slabs.take(batch);
  const block_chain taken = blocks.chains.back();
  blocks.chains.pop_back();
  return taken;
}

void block_store::give_back(std::size_t size, block_chain given) noexcept {
  if (given.first == nullptr) return;
  const std::lock_guard lock(all().guard);
  blocks_of_a_size& blocks = all().of(size);  // there since the blocks were taken
  if (blocks.chains.size() == most_chains) return blocks.slabs.give_back(given);
  try {
    blocks.chains.push_back(given);
  } catch (const std::bad_alloc&) {
    blocks.slabs.give_back(given);
  }
}

}  // namespace fauxtp::runtime
