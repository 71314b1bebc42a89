// The slots that pids point to.
#include "actor/process_table.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "runtime/reserved_memory.hpp"
#include "runtime/sanitizer.hpp"
#include "runtime/thread_end.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {
namespace {

constexpr std::size_t most_of_a_thread = 8 * 1024;
constexpr std::uint32_t first_batch = 32;
constexpr std::uint32_t largest_batch = 1024;

}  // namespace

/// A list of free slots. They are used again in the order in which they were given back: a
/// generation has 32 bits, and should not come round before all code that knows the pid is gone.
struct process_table::free_slots {
  free_slots() = default;
  free_slots(const free_slots&) = delete;
  free_slots& operator=(const free_slots&) = delete;
  ~free_slots();
  process_slot& take();
  void give_back(process_slot& slot) noexcept;
  /// Moves the first `most` slots, or all if there are fewer, to the end of another list.
  void pass_on(std::size_t most, free_slots& to) noexcept;
  void add_some();
  void make_some(std::uint32_t most);

  process_slot* first = nullptr;
  process_slot* last = nullptr;
  std::size_t count = 0;
  std::uint32_t next_batch = first_batch;  // doubled each time: most programs have few actors
};

/// The slots that a thread has.
struct process_table::thread_slots {
  free_slots& of(const runtime::worker& home) {
    if (runtime::worker::current() == &home) return own;
    if (others.size() <= home.index()) others.resize(home.index() + 1);
    return others[home.index()];
  }

  free_slots own;
  std::deque<free_slots> others;  // for actors of other workers, by their index
};

/// The slots that no thread has. Never destroyed, on purpose: threads end after static objects.
struct process_table::spare_slots {
  static spare_slots& all() {
    static spare_slots* made = new spare_slots;
    return *made;
  }
  std::mutex guard;
  free_slots free;
  free_slots unused;  // since begin_anew(): taken before new ones are made
  std::uint32_t used = 0;
};

process_slot& process_table::free_slots::take() {
  if (first == nullptr) {
    spare_slots& spare = spare_slots::all();
    const std::lock_guard lock(spare.guard);
    spare.free.pass_on(next_batch, *this);
    if (first == nullptr) add_some();
    next_batch = std::min(2 * next_batch, largest_batch);
  }
  --count;
  process_slot& taken = *std::exchange(first, first->next_free);
  if (first == nullptr) last = nullptr;
  return taken;
}

void process_table::free_slots::add_some() {
  spare_slots::all().unused.pass_on(next_batch, *this);
  while (count < next_batch) make_some(next_batch - static_cast<std::uint32_t>(count));
}

void process_table::free_slots::make_some(std::uint32_t most) {
  std::uint32_t& used = spare_slots::all().used;
  const std::uint32_t region = used / region_size;
  if (region == most_regions) throw std::bad_alloc();
  process_slot* slots = regions_[region].load(std::memory_order_relaxed);
  if (slots == nullptr) {
    auto memory = runtime::reserved_memory(region_size * sizeof(process_slot));
    slots = reinterpret_cast<process_slot*>(memory.release());
    runtime::sanitizer::announce_pointers(slots, region_size * sizeof(process_slot));
    regions_[region].store(slots, std::memory_order_release);
  }
  const std::uint32_t end = used + std::min(most, region_size - used % region_size);
  for (; used < end; ++used) {
    auto* made = ::new (&slots[used % region_size]) process_slot;
    made->index = used;
    if (used != pid().slot()) give_back(*made);
  }
}

void process_table::free_slots::give_back(process_slot& slot) noexcept {
  slot.next_free = nullptr;
  (last != nullptr ? last->next_free : first) = &slot;
  last = &slot;
  ++count;
}

void process_table::free_slots::pass_on(std::size_t most, free_slots& to) noexcept {
  for (; most > 0 && first != nullptr; --most) {
    process_slot& slot = *std::exchange(first, first->next_free);
    --count;
    to.give_back(slot);
  }
  if (first == nullptr) last = nullptr;
}

process_table::free_slots::~free_slots() {
  spare_slots& spare = spare_slots::all();
  const std::lock_guard lock(spare.guard);
  pass_on(count, spare.free);
}

process_table::thread_slots& process_table::own_slots() {
  static constinit thread_local thread_slots* own = nullptr;
  if (own == nullptr) [[unlikely]] {
    static const runtime::at_thread_end end(
        [](void* slots) { delete static_cast<thread_slots*>(slots); });
    end.ask(own = new thread_slots);
  }
  return *own;
}

void process_table::begin_anew() {
  thread_slots& own = own_slots();
  spare_slots& spare = spare_slots::all();
  const std::lock_guard lock(spare.guard);
  std::vector<free_slots*> lists{&spare.unused, &spare.free, &own.own};
  for (free_slots& each : own.others) lists.push_back(&each);
  std::size_t count = 0;
  for (const free_slots* each : lists) count += each->count;
  std::vector<process_slot*> slots;
  slots.reserve(count);
  for (free_slots* each : lists) {
    for (process_slot* slot = each->first; slot != nullptr; slot = slot->next_free) {
      slots.push_back(slot);
    }
    each->first = each->last = nullptr;
    each->count = 0;
    each->next_batch = first_batch;
  }
  std::ranges::sort(slots, {}, &process_slot::index);
  for (process_slot* each : slots) spare.unused.give_back(*each);
}

process_slot& process_table::take(const runtime::worker& home) {
  return own_slots().of(home).take();
}

pid process_table::open(process_slot& slot, runtime::inbox& home) noexcept {
  slot.home.store(&home, std::memory_order_release);
  slot.named.store(false, std::memory_order_relaxed);
  const std::uint32_t generation = slot.generation.load(std::memory_order_relaxed) + 1;
  slot.limit.store(0, std::memory_order_relaxed);
  slot.messages.begin(generation);
  slot.lost.store(0, std::memory_order_relaxed);
  slot.generation.store(generation, std::memory_order_release);
  return pid(slot.index, generation);
}

void process_table::give_back(process_slot& slot) noexcept {
  free_slots& own = own_slots().own;
  own.give_back(slot);
  if (own.count < most_of_a_thread) return;
  // Half of the slots go to threads that make the actors that end here.
  spare_slots& spare = spare_slots::all();
  const std::lock_guard lock(spare.guard);
  own.pass_on(most_of_a_thread / 2, spare.free);
}

}  // namespace fauxtp::detail
