#pragma once

#include <optional>
#include <vector>

#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

struct process_slot;

/// Actors that wait for each other's answers in a ring.
struct wait_cycle {
  std::vector<pid> path;  ///< the running actor, whom it asks, whom that one asks, … and itself
  /// None of the answers can come from elsewhere: they would wait for ever.
  bool certain = true;
};

/// The running actor waits for the answer to this request, from that actor, and does nothing else,
/// as long as this lives or until the answer is on its way.
class wait_edge {
 public:
  /// `deferred`: it may be answered though that actor does nothing, see below.
  wait_edge(pid asked, ref request, bool deferred = false) noexcept;
  /// For a wait that has begun already.
  wait_edge() noexcept;
  ~wait_edge();
  wait_edge(const wait_edge&) = delete;
  wait_edge& operator=(const wait_edge&) = delete;

  /// The ring that this wait closes. Any of those that wait in it may be on other workers: what is
  /// found held at one moment, and nobody in the ring was waiting for less.
  std::optional<wait_cycle> cycle() const;

 private:
  process_slot& own_;
};

/// Begins the wait alone, for who must do that before whom it asks can run.
void begin_wait(process_slot& own, pid asked, ref request, bool deferred = false) noexcept;

/// The answer to that request is on its way: its client does not wait for anybody any more. Before
/// the answer is sent, so that whoever has sent it is not found waiting for who has it.
void answered(pid client, ref request) noexcept;
/// The answer need not come from whom it was asked.
void may_be_answered_by_another(pid client, ref request) noexcept;

}  // namespace fauxtp::detail
