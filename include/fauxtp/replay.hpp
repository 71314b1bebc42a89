#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/simulation.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Thrown for what is no capsule, and for one of another application; `what()` says why.
class bad_capsule : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~bad_capsule() override;
};

/// How a capsule is replayed.
struct replay_options {
  /// Called for each event, when it happens.
  std::function<void(const simulation_event&)> tell{};
  /// Raises SIGTRAP before this step (simulation_event::step): a debugger stops there. 0: never.
  std::uint64_t stop_at = 0;
};

/// What a replay has shown.
struct replay_result {
  std::string end{};       ///< the reason with which the actor ended; empty: it has not
  bool as_before = false;  ///< whether that is the reason of the capsule
  std::vector<simulation_event> story{};
  std::size_t left_out = 0;  ///< messages that could not be made again
};

/// Starts one actor of an application, and lets it take again what it took in production before it
/// crashed: its capsule. Time is the simulation's: it jumps from one message to the next.
///
/// ```cpp file=test/examples/replay.cpp region=replay
/// const replay_result again = replay(shop, capsule);
/// BOOST_TEST(again.as_before);
/// ```
///
/// `capsule`: report::capsule of a crash, as a map that has the entries `child` (the actor's path)
/// and `reason`, too; the files that `fauxtp run` writes are such maps (to_term reads them), if the
/// file has `logging.capsules` and the child a `capsule`. `fauxtp replay FILE` does it from the
/// command line.
///
/// The actor starts with the arguments of the application's file, under its own name and path. The
/// other actors of the file are not started: others stand in their places, which answer its calls
/// with the answers of the capsule, and nothing else. It gets no other messages than those of the
/// capsule, not from its own timers and children either, because the capsule has what came from
/// them.
///
/// It does not do the same again where it depends on what the capsule does not have: messages
/// before the first one that was kept, those that cannot be written (see `left_out`), addresses,
/// and what it reads from files, sockets and other threads. Disk and network are empty.
///
/// Throws bad_capsule. Not for children of a simple_one_for_one supervisor. The calling thread must
/// have no node, and one simulation runs at a time in a process. OTP has nothing like it.
replay_result replay(const application& of, const term& capsule,
                     const replay_options& options = {});

}  // namespace fauxtp
#pragma GCC visibility pop
