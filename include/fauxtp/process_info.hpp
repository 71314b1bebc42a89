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

#pragma GCC visibility push(default)
namespace fauxtp {

enum class process_status : unsigned char {
  running,   ///< it is the actor that asked
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
    thread,    ///< a thread for such a function: node_options::blocking_threads of them run already
    input,     ///< until a descriptor can be read
    output,    ///< until a descriptor can be written
    other
  };
  kind what = kind::other;
  pid whom{};                    ///< for `reply`: the actor that is to reply; for `room`: the actor
                                 ///< whose mailbox is full
  std::string object{};          ///< for `input` and `output`: "socket 127.0.0.1:5432"; for `reply`
                                 ///< and `room`: the name of that actor, if it has one
  std::source_location where{};  ///< the line that waits; line() is 0 in the loop of a server
  /// How long the actor has waited, in steps of about 17 ms. Clocks are read every few dozen
  /// switches, so this may be too long by the time for which the worker was busy before.
  duration since = duration::zero();
};

/// "message", "reply", …
std::string_view to_string(wait_info::kind what);

/// What there is to know of an actor. All of it was true at one moment.
struct process_info {
  pid actor;
  std::string label;  ///< what reports call the actor
  std::string name;   ///< in its node's registry; empty: none
  process_status status = process_status::waiting;
  bool hibernates = false;  ///< it waits without a stack
  bool trap_exit = false;
  bool suspended = false;  ///< it is a server that sys::suspend holds up
  bool observer = false;   ///< see spawn_options::observer
  /// Its worker did not answer in time, because this actor or another one holds it: only `actor`,
  /// `label`, `name`, `status`, `worker` and, of an actor that runs, `stack_size` are known.
  bool seen_from_outside = false;
  std::string handling{};  ///< of a server: "call counter::add from <0.5.1>"; empty: it is idle
  duration handling_for = duration::zero();    ///< as exact as `since`
  std::optional<wait_info> waits{};            ///< if it waits
  std::uint64_t handled = 0;                   ///< messages and replies that it has taken
  std::size_t messages = 0;                    ///< in the mailbox
  mailbox_limit mailbox{};                     ///< the limit of its mailbox
  std::uint32_t lost = 0;                      ///< messages that found the mailbox full
  std::uint64_t left_out = 0;                  ///< calls whose callers had given up, see deadline()
  std::uint64_t shed = 0;                      ///< requests that had waited too long, see shedding
  duration oldest_message = duration::zero();  ///< how long it has been there; as exact as `since`
  std::vector<pid> links{};
  std::vector<pid> monitors{};      ///< the actors that it monitors, each as often as it does so
  std::vector<pid> monitored_by{};  ///< the actors that monitor it
  std::vector<pid> children{};      ///< first made first
  pid parent{};  ///< whose order to end it obeys: the one that has started it (start, spawn_child)
  std::size_t worker = 0;      ///< the worker on which it lives
  std::size_t stack_size = 0;  ///< bytes
  std::size_t stack_used = 0;  ///< bytes, where it waits now
  /// Bytes: the most that it has used at any time since it began, in whole pages. Only info() fills
  /// this in: the kernel is asked page by page, which takes 16 us for a stack of 64 KiB.
  std::optional<std::size_t> stack_touched{};
};

/// What the actor does, for people: "handles call counter::add from <0.5.1> for 4.8 s, waits for
/// the reply of <0.3.1> at store.cpp:41; 3 messages in its mailbox".
std::string to_string(const process_info& seen);

/// Looks at an actor; nothing if it has ended (E24).
///
/// ```cpp file=test/examples/process_info.cpp region=info
/// if (const std::optional<process_info> found = info(clerk)) {
///   log(severity::info, found->label + " has " + std::to_string(found->messages) + " messages");
/// }
/// ```
///
/// The look comes behind all signals that the caller has sent to that actor, and does not wait for
/// the actor to take messages; only its worker must get a turn. If the worker does not get to it
/// within `wait`, the result is what can be seen from outside. Not for a decision that must hold:
/// the answer may be old when it is read. Throws std::logic_error outside an actor.
std::optional<process_info> info(pid actor, duration wait = infinity);

/// Where an actor is in its code: return addresses, innermost first; those of an actor that waits,
/// or could run, begin at its wait. If its worker does not answer within `wait` and the actor
/// itself runs there, the stack is taken from outside. Empty if the actor has ended, has not begun
/// or hibernates, or if its worker does not answer because another actor runs there; of an actor
/// that waits, also on processors other than x86-64.
std::vector<const void*> stack_of(pid actor, duration wait = infinity);

/// What actors can be chosen by before they are looked at in full.
struct process_glance {
  std::string_view label;
  bool ending = false;  ///< its status would be `exiting`
  bool trap_exit = false;
  std::size_t links = 0;
};

/// Which actors infos() lists.
struct wanted_actors {
  std::size_t most_of_a_worker = 10'000;
  duration wait = infinity;
  /// Only those for which this returns true; default: all. Called on their workers; must not wait
  /// or throw.
  std::function<bool(const process_glance&)> choose{};
};

/// What infos() has found.
struct process_list {
  std::vector<process_info> actors;
  std::size_t left_out = 0;  ///< actors that were wanted, but were too many
  std::size_t silent = 0;    ///< workers that did not answer in time: some of their actors may be
                             ///< missing
  bool complete() const noexcept { return left_out == 0 && silent == 0; }
};

/// Looks at all actors of the running actor's node; of the actors of one worker, the one that began
/// last comes first. Each worker looks at its own actors, a few dozen at a time, and lets actors
/// run in between; a look takes about half a microsecond for each actor. Actors that begin
/// meanwhile are left out. If the asking actor ends, the look stops.
///
/// If a worker makes no progress with the look for `wait`, the list has those of its actors that
/// were looked at before, and the actor that runs there and does not wait, seen from outside.
process_list infos(const wanted_actors& which = {});

}  // namespace fauxtp
#pragma GCC visibility pop
