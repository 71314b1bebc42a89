// Batches of free blocks that no thread has on its own list.
#include "runtime/block_cache.hpp"

#include <map>
#include <mutex>
#include <vector>

namespace fauxtp::runtime {
namespace {

constexpr std::size_t most_chains = 256;  // of a size

// Reachable for ever on purpose: threads end after static objects.
struct store {
  std::mutex guard;
  std::map<std::size_t, std::vector<block_chain>> chains;  // by the size of their blocks
};
store& all() {
  static store* made = new store;
  return *made;
}

void free_all(block* chain) noexcept {
  while (chain != nullptr) ::operator delete(std::exchange(chain, chain->next));
}

block_chain new_blocks(std::size_t size) {
  block_chain made;
  try {
    for (; made.count < block_store::batch; ++made.count) {
      made.first = ::new (::operator new(size)) block{made.first};
    }
  } catch (...) {
    free_all(made.first);
    throw;
  }
  return made;
}

}  // namespace

block_chain block_store::take(std::size_t size) {
  {
    const std::lock_guard lock(all().guard);
    std::vector<block_chain>& chains = all().chains[size];
    if (!chains.empty()) {
      const block_chain taken = chains.back();
      chains.pop_back();
      return taken;
    }
  }
  return new_blocks(size);
}

void block_store::give_back(std::size_t size, block_chain given) noexcept {
  if (given.first == nullptr) return;
  try {
    const std::lock_guard lock(all().guard);
    std::vector<block_chain>& chains = all().chains[size];
    if (chains.size() < most_chains) {
      chains.push_back(given);
      return;
    }
  } catch (...) {  // no memory for the list
  }
  free_all(given.first);
}

}  // namespace fauxtp::runtime
