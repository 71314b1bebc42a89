#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "actor/process.hpp"
#include "actor/process_table.hpp"
#include "actor/signal.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/interleaver.hpp"
#include "runtime/worker.hpp"

/// The post: everything that one actor sends to another leaves through this door.
namespace fauxtp::detail {

/// Where an actor lives, as seen from the calling thread: on this thread's worker, on another one,
/// or nowhere any more. Whoever sends asks this once.
///
/// It lies in two registers: no function that is not inlined gets a pointer to it.
class route {
 public:
  explicit route(pid to) noexcept {
    process_slot* const slot = process_table::slot_of(to);
    if (slot == nullptr || !to) return;
    // Read before the generation: of an actor that has ended in between, the slot may belong to
    // another actor, which may live here.
    home_ = slot->home.load(std::memory_order_acquire);
    if (slot->generation.load(std::memory_order_acquire) == to.generation()) slot_ = slot;
  }

  bool leads_nowhere() const noexcept { return slot_ == nullptr; }
  /// Whether the receiver lives on this thread's worker, so that what is sent acts at once.
  bool ends_here() const noexcept {
    const runtime::worker* here = runtime::worker::current();
    return here != nullptr && home_ == &const_cast<runtime::worker*>(here)->box();
  }
  /// Asked if the route does not end here: another thread may have been let run first, and the
  /// actor may have ended before the caller has looked. An actor that lives here could not.
  bool is_outdated(pid to) const noexcept {
    return runtime::interleaver::is_there() && ends_meanwhile(to);
  }
  /// Only if the route ends here.
  process& receiver() const noexcept { return slot_->owner(); }
  /// Only if the route leads to an actor.
  process_slot& slot() const noexcept { return *slot_; }
  /// Sends through the inbox of the receiver's worker.
  void carry(std::unique_ptr<signal> sent) const noexcept { push(std::move(sent), *home_); }

 private:
  [[gnu::cold]] static bool ends_meanwhile(pid to) noexcept;
  static void push(std::unique_ptr<signal> sent, runtime::inbox& home) noexcept;

  process_slot* slot_ = nullptr;
  runtime::inbox* home_ = nullptr;
};

/// The actor, if it lives on this thread's worker; otherwise null.
inline process* local(pid actor) noexcept {
  const route way(actor);
  return way.leads_nowhere() || !way.ends_here() ? nullptr : &way.receiver();
}

/// Sends a signal: it acts at once if the receiver lives on this thread's worker, otherwise it goes
/// through the inbox of the receiver's worker.
template <class Signal, class... Args>
void emit(pid to, Args&&... args) {
  const route way(to);
  if (way.leads_nowhere()) {
    Signal(to, std::forward<Args>(args)...).bounce();
  } else if (way.ends_here()) {
    Signal(to, std::forward<Args>(args)...).act(way.receiver());
  } else if (way.is_outdated(to)) [[unlikely]] {
    Signal(to, std::forward<Args>(args)...).bounce();
  } else {
    way.carry(std::make_unique<Signal>(to, std::forward<Args>(args)...));
  }
}

/// Sends a signal in the name of an actor that has ended. It always goes through the inbox, so that
/// it comes behind signals of that actor that still lie there.
void emit_for_the_dead(std::unique_ptr<signal> sent) noexcept;

/// Sends a message that counts against no limit. Returns how many messages are before it, as far as
/// that is known here.
std::size_t post_message(pid to, term&& content);
/// Sends a message that counts if the receiver's mailbox has a limit; the sender may have to wait
/// for room then. Returns the same.
std::size_t post_counted_message(pid to, term&& content);
/// Sends what a call sends: a message and, before it, the request to watch its receiver. True if
/// the receiver's mailbox is full, and the sender should wait_for_room.
bool post_call(pid to, pid watcher, ref monitor, term&& content);
/// The same for a message that only servers take: it counts against no limit, and if the receiver
/// is no server, the request fails at once with `not_a_server`.
void post_system_call(pid to, pid watcher, ref monitor, term&& content);

}  // namespace fauxtp::detail
