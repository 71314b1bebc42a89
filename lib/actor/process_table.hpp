#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "actor/occupancy.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"
#include "runtime/inbox.hpp"

namespace fauxtp::runtime {
class worker;
}

namespace fauxtp::detail {

class process;

/// What every thread may ask about an actor, and the actor itself. Slots are never freed, so that a
/// pid that is long out of date can still be looked up; the generation tells whether the pid means
/// the slot's present user. The process lies beside the slot's data, so that a message touches one
/// place of memory.
struct alignas(64) process_slot {
  std::atomic<std::uint32_t> generation{0};  // odd while an actor has the slot
  /// Of its mailbox. 0: its mailbox has no rule that concerns senders; see limited_mailbox.hpp.
  std::atomic<std::uint32_t> limit{0};
  std::atomic<runtime::inbox*> home{nullptr};
  /// The answer that the actor waits for; see wait_graph.hpp.
  struct {
    std::atomic<std::uint64_t> request{0};  // 0: it waits for none
    std::atomic<std::uint64_t> actor{0};
  } waits_for;
  std::atomic<bool> answer_is_deferred{false};  // another actor may give the answer
  std::atomic<bool> named{false};               // some registry may have a name for it
  std::atomic<overflow> when_full{overflow::block};
  std::atomic<bool> wants_times{false};  // of sending, if its mailbox has a rule
  std::uint32_t index = 0;
  occupancy messages;                  // that count, if its mailbox has a limit
  std::atomic<std::uint32_t> lost{0};  // messages that found the mailbox full
  process_slot* next_free = nullptr;
  static constexpr std::size_t process_size = 256;
  alignas(64) std::byte place[process_size];

  /// For the home worker's thread, and only while the actor is alive.
  process& owner() noexcept;  // in process.hpp
  static process_slot& at(void* place) noexcept {
    return *reinterpret_cast<process_slot*>(static_cast<std::byte*>(place) -
                                            offsetof(process_slot, place));
  }
  /// Any thread: whose slot it is at this moment, even if the actor is gone.
  pid user() const noexcept { return pid(index, generation.load()); }
};

/// All actors of this program, of all its nodes. Any thread. Each thread has free slots of its own,
/// and some for the actors that it makes for each other worker, because slots that different
/// processors write to must not lie side by side.
class process_table {
 public:
  /// Takes a slot for an actor of that worker: the slots of each worker lie together. Throws
  /// std::bad_alloc.
  static process_slot& take(const runtime::worker& home);
  /// Makes a new pid in a slot that was taken; the pid is alive at once.
  static pid open(process_slot& slot, runtime::inbox& home) noexcept;
  /// The pid is dead from now on. The slot still belongs to its user.
  static void bury(process_slot& slot) noexcept {
    slot.generation.store(slot.generation.load(std::memory_order_relaxed) + 1);
  }
  static void give_back(process_slot& slot) noexcept;
  /// From now on slots that have no user are taken in the order of their numbers, as if none had
  /// been used before. Concerns those of the calling thread, and those that no thread has.
  static void begin_anew();
  /// Nullptr if the actor has ended. An actor of another worker may end at any time, so there is
  /// to be a choice point first if the caller holds no lock.
  static process_slot* find(pid actor) noexcept {
    process_slot* slot = slot_of(actor);
    if (slot == nullptr || !actor) return nullptr;
    return slot->generation.load(std::memory_order_acquire) == actor.generation() ? slot : nullptr;
  }
  /// The same whether or not the actor has ended; nullptr for a pid that no actor ever had.
  static process_slot* slot_of(pid actor) noexcept {
    const std::uint32_t region = actor.slot() / region_size;
    if (region >= most_regions) return nullptr;
    process_slot* slots = regions_[region].load(std::memory_order_acquire);
    return slots == nullptr ? nullptr : slots + actor.slot() % region_size;
  }

 private:
  static constexpr std::uint32_t region_size = 64 * 1024;  // slots
  static constexpr std::size_t most_regions = 1024;

  struct free_slots;
  struct thread_slots;
  struct spare_slots;
  static thread_slots& own_slots();

  // Constant-initialized, because no code asks whether it is there yet; never destroyed, on
  // purpose.
  static constinit inline std::array<std::atomic<process_slot*>, most_regions> regions_{};
};

/// What is_alive() says, for those who hold a lock.
inline bool lives(pid actor) noexcept { return process_table::find(actor) != nullptr; }

}  // namespace fauxtp::detail
