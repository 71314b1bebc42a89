// The slots that pids point to.
#include "actor/process_table.hpp"

#include <array>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

namespace fauxtp::detail {
namespace {

constexpr std::size_t chunk_size = 1024;
constexpr std::size_t most_chunks = 64 * 1024;

struct slots {
  std::array<std::atomic<process_slot*>, most_chunks> chunks{};
  std::mutex guard;
  std::vector<process_slot*> free;
  std::uint32_t used = 1;  // slot 0 is nobody's: the empty pid
};

// Reachable for ever on purpose, see process_slot.
slots& all() {
  static slots* table = new slots;
  return *table;
}

process_slot* at(std::uint32_t index) noexcept {
  process_slot* chunk = all().chunks[index / chunk_size].load(std::memory_order_acquire);
  return chunk == nullptr ? nullptr : chunk + index % chunk_size;
}

process_slot& unused(slots& table) {
  if (!table.free.empty()) {
    process_slot& slot = *table.free.back();
    table.free.pop_back();
    return slot;
  }
  if (table.used == chunk_size * most_chunks) throw std::bad_alloc();
  const std::uint32_t index = table.used;
  auto& chunk = table.chunks[index / chunk_size];
  if (chunk.load(std::memory_order_relaxed) == nullptr) {
    chunk.store(new process_slot[chunk_size], std::memory_order_release);
  }
  ++table.used;
  process_slot& slot = *at(index);
  slot.index = index;
  return slot;
}

}  // namespace

process_slot& process_table::take(runtime::inbox& home, pid& made) {
  slots& table = all();
  const std::lock_guard lock(table.guard);
  process_slot& slot = unused(table);
  slot.home.store(&home, std::memory_order_release);
  slot.named.store(false, std::memory_order_relaxed);
  const std::uint32_t generation = slot.generation.load(std::memory_order_relaxed) + 1;
  slot.generation.store(generation, std::memory_order_release);
  made = pid(slot.index, generation);
  return slot;
}

void process_table::bury(process_slot& slot) noexcept { slot.generation.fetch_add(1); }

void process_table::give_back(process_slot& slot) {
  slots& table = all();
  const std::lock_guard lock(table.guard);
  table.free.push_back(&slot);
}

process_slot* process_table::slot_of(pid actor) noexcept {
  if (actor.slot() / chunk_size >= most_chunks) return nullptr;
  return at(actor.slot());
}

process_slot* process_table::find(pid actor) noexcept {
  process_slot* slot = slot_of(actor);
  if (slot == nullptr || !actor) return nullptr;
  return slot->generation.load(std::memory_order_acquire) == actor.generation() ? slot : nullptr;
}

}  // namespace fauxtp::detail
