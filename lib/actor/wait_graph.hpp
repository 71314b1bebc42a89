#pragma once

#include <optional>
#include <vector>

#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

struct process_slot;

/// Actors that wait for each other's answers in a ring.
struct wait_cycle {
  std::vector<pid> path;  ///< from the running actor to the one it asks, and so on, to itself
  /// No answer in the ring can come from elsewhere, so the actors would wait for ever.
  bool certain = true;
};

/// While this lives, or until the answer is on its way, the running actor, whose slot is `own`,
/// waits for the answer to this request from that actor, and does nothing else.
class wait_edge {
 public:
  /// `deferred`: the answer may come although that actor does nothing; see below.
  wait_edge(process_slot& own, pid asked, ref request, bool deferred = false) noexcept;
  /// For a wait that has begun already.
  explicit wait_edge(process_slot& own) noexcept : own_(own) {}
  ~wait_edge();
  wait_edge(const wait_edge&) = delete;
  wait_edge& operator=(const wait_edge&) = delete;

  /// The ring that this wait closes; nothing if it closes none. The actors in the ring may live on
  /// other workers: what is found held at one moment, at which each of them was waiting.
  std::optional<wait_cycle> cycle() const;

 private:
  // Not in cycle(): most calls ask an actor that does not wait.
  [[gnu::noinline]] std::optional<wait_cycle> followed() const;
  [[gnu::cold, gnu::noinline]] std::optional<wait_cycle> cycle_after_others() const;

  process_slot& own_;
};

/// Begins the wait alone, for an actor that must do that before the actor it asks can run.
void begin_wait(process_slot& own, pid asked, ref request, bool deferred = false) noexcept;

/// The answer to that request is on its way: its client does not wait for any actor any more.
/// Called before the answer is sent: otherwise the actor that sends it, if it then waits for the
/// client, could find a ring that is broken already.
void answered(pid client, ref request) noexcept;
/// The answer may come from another actor than the one that was asked.
void may_be_answered_by_another(pid client, ref request) noexcept;

}  // namespace fauxtp::detail
