#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  enum class kind : unsigned char {
    message,
    reply,
    room,
    end_of_children,
    time,
    blocking,  ///< the end of a function of blocking()
    thread,    ///< a thread for one: node_options::blocking_threads of them run already
    other
  };
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
  bool suspended = false;  ///< a server that sys::suspend holds up
  bool observer = false;   ///< see spawn_options::observer
  /// Its worker is held by it and answers nobody: only `actor`, `label`, `name`, `status`, `worker`
  /// and `stack_size` are known.
  bool seen_from_outside = false;
  std::optional<wait_info> waits{};            ///< if it waits
  std::uint64_t handled = 0;                   ///< messages that it has taken, and replies
  std::size_t messages = 0;                    ///< in the mailbox
  mailbox_limit mailbox{};                     ///< how many may be
  std::uint32_t lost = 0;                      ///< messages that found the mailbox full
  duration oldest_message = duration::zero();  ///< how long that lies there; as exact as `since`
  std::vector<pid> links{};
  std::vector<pid> monitors{};      ///< whom it monitors, each as often as it does
  std::vector<pid> monitored_by{};  ///< who monitors it
  std::vector<pid> children{};      ///< first made first
  pid parent{};                     ///< whose child it is (spawn_child); or nobody
  std::size_t worker = 0;           ///< where it lives
  std::size_t stack_size = 0;       ///< bytes
  std::size_t stack_used = 0;       ///< bytes, where it waits now
  /// Bytes, at most at a time since it began; in whole pages. Only info() tells it: the kernel is
  /// asked page by page, 16 us for a stack of 64 KiB.
  std::optional<std::size_t> stack_touched{};
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
/// actor to take messages; only its worker must get a turn. If that does not come in time, there is
/// what can be seen from outside. Not for a decision that must hold: the answer may be old when it is
/// read. Throws std::logic_error outside an actor.
std::optional<process_info> info(pid actor, duration wait = infinity);

/// Where an actor is in its code: return addresses, innermost first; of one that waits, or could run,
/// from its wait on. Empty if it has ended, has not begun or hibernates, if its worker does not
/// answer in that time, and on processors other than x86-64.
std::vector<const void*> stack_of(pid actor, duration wait = infinity);

/// What actors can be chosen by before they are looked at.
struct process_glance {
  std::string_view label;
  bool ending = false;  ///< would have the status `exiting`
  bool trap_exit = false;
  std::size_t links = 0;
};

/// Which actors infos() tells of.
struct wanted_actors {
  std::size_t most_of_a_worker = 10'000;
  duration wait = infinity;
  /// Only those of whom this is true; default: all. Called on their workers; must not wait or throw.
  std::function<bool(const process_glance&)> choose{};
};

/// What infos() has found.
struct process_list {
  std::vector<process_info> actors;
  std::size_t left_out = 0;  ///< that were wanted and are too many
  std::size_t silent = 0;    ///< workers that did not answer in time: of theirs some may be missing
  bool complete() const noexcept { return left_out == 0 && silent == 0; }
};

/// Looks at all actors of the running actor's node: who has begun last on a worker comes first. Each
/// worker looks at its own, a few dozen at a time, between which others run there: about half a
/// microsecond an actor. Who begins meanwhile is left out; and a look that its asker does not wait
/// for any more, because it has ended, stops.
///
/// Of a worker that does nothing about it for `wait` there are those that it has looked at before,
/// and the one that runs there and does not wait, seen from outside.
process_list infos(const wanted_actors& which = {});

}  // namespace fauxtp
