#pragma once

#include <atomic>
#include <cstdint>

#include "fauxtp/pid.hpp"
#include "runtime/inbox.hpp"

namespace fauxtp::detail {

class process;

/// What every thread may ask about an actor. Slots are never freed, so that a pid that is long out
/// of date can still be looked up; the generation tells whether it means the present user.
struct process_slot {
  std::atomic<std::uint32_t> generation{0};  // odd while an actor has the slot
  std::atomic<bool> named{false};            // some registry may have a name for it
  std::atomic<runtime::inbox*> home{nullptr};
  process* owner = nullptr;  // for the home worker's thread
  /// Whose answer it waits for; see wait_graph.hpp.
  struct {
    std::atomic<std::uint64_t> request{0};  // 0: nobody's
    std::atomic<std::uint64_t> actor{0};
    std::atomic<bool> deferred{false};  // the answer may come from another
  } waits_for;
  std::uint32_t index = 0;
};

/// All actors of this program, of all its nodes. Any thread.
class process_table {
 public:
  /// A slot and, in it, a new pid, alive at once.
  static process_slot& take(runtime::inbox& home, pid& made);
  /// The pid is dead from now on. The slot is still in its user's hands.
  static void bury(process_slot& slot) noexcept;
  static void give_back(process_slot& slot);
  /// Nullptr if the actor has ended.
  static process_slot* find(pid actor) noexcept;
  /// The same whether or not it has ended; nullptr for what never was a pid.
  static process_slot* slot_of(pid actor) noexcept;
};

}  // namespace fauxtp::detail
