#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp {

enum class process_status : unsigned char {
  running,   ///< it asked itself
  runnable,  ///< it could go on, or has not begun
  waiting,
  exiting  ///< it is on its way to its end, or has been ordered to end by its parent
};

/// "running", "waiting", …
std::string_view to_string(process_status status);

/// What an actor waits for.
struct wait_info {
  enum class kind : unsigned char { message, reply, room, end_of_children, time, other };
  kind what = kind::other;
  pid whom{};                    ///< of a reply: who is to give it; of room: whose mailbox is full
  std::source_location where{};  ///< the line that waits; line() is 0 in the loop of a server
  /// Clocks are read every few dozen switches: as much too long as the worker was busy before.
  duration since = duration::zero();
};

/// "message", "reply", …
std::string_view to_string(wait_info::kind what);

/// What there is to know of an actor. All of it was true at one moment.
struct process_info {
  pid actor;
  std::string label;  ///< how reports call it
  std::string name;   ///< in its node's registry; empty: none
  process_status status = process_status::waiting;
  bool hibernates = false;  ///< it waits without a stack
  bool trap_exit = false;
  std::optional<wait_info> waits;              ///< if it waits
  std::uint64_t handled = 0;                   ///< messages that it has taken
  std::size_t messages = 0;                    ///< in the mailbox
  mailbox_limit mailbox{};                     ///< how many may be
  std::uint32_t lost = 0;                      ///< messages that found the mailbox full
  duration oldest_message = duration::zero();  ///< how long that lies there; as exact as `since`
  std::vector<pid> links;
  std::vector<pid> monitors;      ///< whom it monitors, each as often as it does
  std::vector<pid> monitored_by;  ///< who monitors it
  std::vector<pid> children;      ///< first made first
  pid parent;                     ///< whose child it is (spawn_child); or nobody
  std::size_t worker = 0;         ///< where it lives
  std::size_t stack_size = 0;     ///< bytes
  std::size_t stack_used = 0;     ///< bytes, where it waits now
  std::size_t stack_touched = 0;  ///< bytes, at most at a time since it began; in whole pages
};

/// Looks at an actor; nothing if it has ended (E24).
///
/// ```cpp file=test/examples/process_info.cpp region=info
/// if (const std::optional<process_info> found = info(clerk)) {
///   log(severity::info, found->label + " has " + std::to_string(found->messages) + " messages");
/// }
/// ```
///
/// It comes behind all signals that the caller has sent to that actor, and does not wait for the
/// actor to take messages; only its worker must get a turn. Not for a decision that must hold: the
/// answer may be old when it is read. Throws std::logic_error outside an actor.
std::optional<process_info> info(pid actor);

/// Looks at all actors of the running actor's node, at most so many of each worker: who has begun
/// last comes first. While a worker looks at its own nobody else runs there: about a microsecond an
/// actor.
///
/// Of a worker that does not get to it in that time there is only the actor that runs there and
/// does not wait: its `pid`, `label`, `name`, `worker`, and `running`.
std::vector<process_info> infos(std::size_t most_of_a_worker = 10'000, duration wait = infinity);

}  // namespace fauxtp
