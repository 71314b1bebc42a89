#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fauxtp/alias.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The message that an exit signal becomes for an actor that traps exits.
struct exit_signal {
  pid from;
  exit_reason reason;
};
/// "exit signal of <0.65.1>: killed".
std::string to_string(const exit_signal& signal);

/// The message that says that a monitored actor has ended.
struct down {
  ref monitor;
  pid actor;  ///< empty if it was monitored by a name that no actor had
  exit_reason reason;
  std::string name{};  ///< the name by which it was monitored; empty: by its pid
};
/// "down of <0.65.1>: killed".
std::string to_string(const down& ended);

/// Ties the running actor to another one: when one of the two ends, the other one gets an exit
/// signal with its reason. Links are a set: linking twice is linking once (X4).
///
/// ```cpp file=test/examples/link.cpp region=link
/// trap_exit();  // exit signals become messages
/// const pid helper = spawn_link([] { stop(exit_reason("no more tea")); });
/// const auto signal = receive<exit_signal>();  // from the link: {helper, "no more tea"}
///
/// const pid other = spawn([] { receive(on("go", [] {})); });
/// const ref watch = monitor(other);
/// send(other, "go");
/// const auto end = receive<down>();  // from the monitor: {watch, other, normal}
/// ```
///
/// If there is no such actor, the running actor gets an exit_signal with `noproc` if it traps
/// exits; if it does not, link throws std::invalid_argument (X5).
void link(pid other);

/// After it returns, no exit signal of that link arrives any more; one that has become a message
/// before stays in the mailbox (X3).
void unlink(pid other);

/// From now on exit signals become exit_signal messages, except for `kill`. What counts is the
/// setting when a signal is received, not when it is sent (X2). Returns the previous setting.
bool trap_exit(bool on = true);

/// Whether a trapped exit signal is an order to end: it comes from the actor that has started the
/// running one with a link, which is its parent, or from its node. A server ends by such a signal
/// without being asked; an actor with a receive of its own should `stop(signal.reason)`.
bool is_order(const exit_signal& signal);

/// Sends an exit signal (X0 in lib/conformance.md): an actor that does not trap exits
/// ignores `normal`, and ends for any other reason; `kill` ends every actor, with the reason
/// `killed`. An actor notices the signal where it waits. If an actor sends a signal that ends
/// itself, this throws at once. Any thread.
void exit(pid actor, exit_reason reason);

/// What can be chosen for a monitor.
struct monitor_options {
  /// The monitor has an alias as well, which lives as long as this mode says; `alias_of` gives it.
  /// Send the alias to the actor that is to answer, so that an answer and the `down` end each
  /// other.
  std::optional<alias_mode> alias{};
  /// If it is not nil, the message is `tuple(tag, down)` instead of the `down`.
  term tag{};
};

/// Asks for one `down` when that actor ends; if it has ended already, the `down` comes at once,
/// with `noproc` (O3). Every call makes a monitor of its own (O4).
///
/// ```cpp file=test/examples/link.cpp region=options
/// const ref watch = monitor(oracle, {.alias = alias_mode::reply_demonitor, .tag = "oracle"});
/// send(oracle, tuple("ask", alias_of(watch)));
/// const std::string answer =  // one of the two, never both
///     receive(on(type<std::string>, [](std::string text) { return text; }),
///             on(tuple("oracle", type<down>), [](down end) { return to_string(end.reason); }));
/// ```
///
/// Throws std::invalid_argument for `alias_mode::reply`, and std::logic_error outside an actor.
/// Differs from OTP: there {Tag, Ref, process, Pid, Reason} is what a `tuple(tag, down)` is here.
ref monitor(pid actor, monitor_options options = {});
/// Monitors the actor that is registered under the name now; a `down` with `noproc` comes if there
/// is none.
ref monitor(std::string_view name, monitor_options options = {});

/// No `down` of this monitor comes any more. With `flush`, a `down` that lies in the mailbox
/// already is taken out (O5). True if the monitor was there, that is, if its `down` had not come
/// yet.
bool demonitor(ref monitor, bool flush = false);

}  // namespace fauxtp
#pragma GCC visibility pop
