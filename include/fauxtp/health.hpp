#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The running actor cannot do its work at the moment, and says why: its cache is cold, or what it
/// depends on is away. The node's health tells it until the actor says `ready()`, or ends.
///
/// ```cpp file=test/examples/health.cpp region=not_ready
/// class catalogue : public gen_server<catalogue> {
///  public:
///   catalogue() {
///     not_ready("reads its index");
///     send_after(1s, self(), "read");
///   }
///   void handle_info(term) { ready(); }
/// };
/// ```
///
/// Whether an actor is ready decides nothing inside the node: its messages come as before. It is
/// for whoever sends work from outside.
void not_ready(std::string why);
void ready();

/// How a tree does: what a load balancer, an orchestrator or a service manager wants to know.
struct health_report {
  /// Why the tree is not ready, and who says so: an actor's path.
  struct problem {
    std::string who;
    std::string why;
  };
  /// Each worker takes turns. If not, restarting the process may help, and nothing else will.
  bool alive = true;
  /// In the order of the tree; at most a hundred are told.
  std::vector<problem> problems{};
  /// All are up and nobody says otherwise, so that work can be sent here.
  bool ready() const noexcept { return problems.empty(); }
};

/// Looks at the tree under this supervisor:
///
///   - a supervisor that starts, stops or restarts children, and so does not answer within `wait`,
///     is not ready, and neither is one that has ended;
///   - a child whose restart is put off, or has failed and is tried again, is not up;
///   - an actor of the node that has said `not_ready` is not ready;
///   - a worker whose thread is held by an actor does not move: the node is not alive.
///
/// A child that has ended in order, or was stopped on request, is no problem. Throws
/// std::logic_error outside an actor.
health_report health(pid supervisor, duration wait = std::chrono::milliseconds(250));

/// The supervisor at the top of the tree in which the running actor lives; an empty pid if it lives
/// in none. It is found by the actor's path, while the tree starts, too.
pid top_supervisor();

}  // namespace fauxtp
#pragma GCC visibility pop
