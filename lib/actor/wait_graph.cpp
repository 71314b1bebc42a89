// Which actor waits for which, and whether such waits form a ring.
#include "actor/wait_graph.hpp"

#include "actor/process_table.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp::detail {
namespace {

// Longer chains are not followed. A long chain is no error, and no ring was ever that long.
constexpr std::size_t longest_path = 1000;

std::uint64_t packed(pid actor) noexcept {
  return std::uint64_t{actor.generation()} << 32 | actor.slot();
}
pid unpacked(std::uint64_t actor) noexcept {
  return pid(static_cast<std::uint32_t>(actor), static_cast<std::uint32_t>(actor >> 32));
}

bool waits(pid actor) noexcept {
  const process_slot* slot = process_table::find(actor);
  return slot != nullptr && slot->waits_for.request.load() != 0;
}

}  // namespace

// The accesses are sequentially consistent, here and in cycle(): of two actors that close a ring at
// the same time, at least one must see the other.
void begin_wait(process_slot& own, pid asked, ref request, bool deferred) noexcept {
  own.waits_for.actor.store(packed(asked), std::memory_order_relaxed);
  own.answer_is_deferred.store(deferred, std::memory_order_relaxed);
  own.waits_for.request.store(request.value());
}

wait_edge::wait_edge(process_slot& own, pid asked, ref request, bool deferred) noexcept
    : own_(own) {
  begin_wait(own_, asked, request, deferred);
}

wait_edge::~wait_edge() { own_.waits_for.request.store(0, std::memory_order_relaxed); }

std::optional<wait_cycle> wait_edge::cycle() const {
  if (runtime::interleaver::is_there()) [[unlikely]]
    return cycle_after_others();
  if (!waits(unpacked(own_.waits_for.actor.load()))) return std::nullopt;
  return followed();
}

std::optional<wait_cycle> wait_edge::cycle_after_others() const {
  runtime::interleaver::choice_point();
  return followed();
}

std::optional<wait_cycle> wait_edge::followed() const {
  const pid self = own_.user();
  wait_cycle found;
  found.path = {self};
  struct wait {
    const process_slot* of;
    std::uint64_t request;
  };
  std::vector<wait> waits;
  for (pid each = unpacked(own_.waits_for.actor.load()); each != self;) {
    runtime::interleaver::choice_point();
    const process_slot* slot = process_table::find(each);
    const std::uint64_t request = slot == nullptr ? 0 : slot->waits_for.request.load();
    if (request == 0 || waits.size() == longest_path) return std::nullopt;
    found.path.push_back(each);
    waits.push_back({slot, request});
    runtime::interleaver::choice_point();
    if (slot->answer_is_deferred.load()) found.certain = false;
    each = unpacked(slot->waits_for.actor.load());
  }
  found.path.push_back(self);
  // A request is never used again: an actor that waits for the same request now has waited for it
  // all the time, so all of them were waiting when the last one was looked at.
  for (const wait& each : waits) {
    runtime::interleaver::choice_point();
    if (each.of->waits_for.request.load() != each.request) return std::nullopt;
  }
  return found;
}

namespace {

[[gnu::always_inline]] inline void end_wait(pid client, ref request) noexcept {
  process_slot* slot = process_table::find(client);
  if (slot == nullptr) return;
  std::uint64_t expected = request.value();
  if (slot->waits_for.request.load(std::memory_order_relaxed) != expected) return;
  slot->waits_for.request.compare_exchange_strong(expected, 0);
}

[[gnu::cold, gnu::noinline]] void end_wait_after_others(pid client, ref request) noexcept {
  runtime::interleaver::choice_point();
  end_wait(client, request);
}

}  // namespace

// Each reply comes by here: where nobody takes turns, no registers are saved.
void answered(pid client, ref request) noexcept {
  if (runtime::interleaver::is_there()) [[unlikely]]
    return end_wait_after_others(client, request);
  end_wait(client, request);
}

void may_be_answered_by_another(pid client, ref request) noexcept {
  runtime::interleaver::choice_point();
  process_slot* slot = process_table::find(client);
  if (slot == nullptr || slot->waits_for.request.load() != request.value()) return;
  slot->answer_is_deferred.store(true);
}

}  // namespace fauxtp::detail
