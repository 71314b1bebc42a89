// Batches of free blocks that are on no thread's own list.
#include "runtime/block_cache.hpp"

#include <map>
#include <mutex>
#include <vector>

namespace fauxtp::runtime {
namespace {

constexpr std::size_t most_chains = 256;  // of each kind

struct blocks_of_a_kind {
  explicit blocks_of_a_kind(block_kind kind) : slabs(kind.size, kind.use) {}
  block_slabs slabs;
  std::vector<block_chain> chains;
};

// Reachable for ever on purpose: threads end after static objects.
struct store {
  std::mutex guard;
  std::map<block_kind, blocks_of_a_kind> kinds;
  blocks_of_a_kind& of(block_kind kind) { return kinds.try_emplace(kind, kind).first->second; }
};
store& all() {
  static store* made = new store;
  return *made;
}

}  // namespace

block_chain block_store::take(block_kind kind) {
  const std::lock_guard lock(all().guard);
  blocks_of_a_kind& blocks = all().of(kind);
  if (blocks.chains.empty()) return blocks.slabs.take(batch);
  const block_chain taken = blocks.chains.back();
  blocks.chains.pop_back();
  return taken;
}

void block_store::give_back(block_kind kind, block_chain given) noexcept {
  if (given.first == nullptr) return;
  const std::lock_guard lock(all().guard);
  blocks_of_a_kind& blocks = all().of(kind);  // it exists since the blocks were taken
  if (blocks.chains.size() == most_chains) return blocks.slabs.give_back(given);
  try {
    blocks.chains.push_back(given);
  } catch (const std::bad_alloc&) {
    blocks.slabs.give_back(given);
  }
}

}  // namespace fauxtp::runtime
