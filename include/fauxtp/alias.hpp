#pragma once

#include <compare>
#include <functional>
#include <iosfwd>
#include <string>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// A second address of an actor, which the actor can take back: a message that is sent to it
/// afterwards is dropped. An alias is sixteen bytes to copy, compare, hash, print and send.
///
/// ```cpp file=test/examples/alias.cpp region=alias
/// const alias answers = make_alias(alias_mode::reply);  // good for one message
/// send(oracle, tuple("ask", answers));
/// const auto answer = receive<std::string>(1s);
/// if (!answer) unalias(answers);  // a late answer never comes into the mailbox
/// ```
///
/// Not needed for `call`, whose late replies are dropped without it.
/// Thread-safety: a value; copies are independent.
/// Differs from OTP: an alias is not a ref, but holds a ref together with its actor.
struct alias {
  pid owner;
  ref id;

  explicit operator bool() const { return static_cast<bool>(owner); }
  friend constexpr auto operator<=>(const alias&, const alias&) = default;
};

std::string to_string(const alias& address);  ///< `#alias<0.SLOT.GENERATION.N>`
std::ostream& operator<<(std::ostream& out, const alias& address);

/// What ends an alias. `unalias` and the end of its actor always end it.
enum class alias_mode : unsigned char {
  explicit_unalias,  ///< nothing else
  reply,             ///< also the first message that comes through it
  demonitor,         ///< for the alias of a monitor: also the end of the monitor, by demonitor or
                     ///< its `down`
  reply_demonitor    ///< the same, and also the first message, which ends the monitor as well
};

/// Makes a new alias of the running actor. Throws std::invalid_argument for the modes of monitors,
/// which only `monitor` takes, and std::logic_error outside an actor.
alias make_alias(alias_mode mode = alias_mode::explicit_unalias);

/// The same, for messages that are to overtake others: one that is sent to it by send_priority lies
/// in the mailbox before all ordinary messages, behind others with priority, and a receive that
/// waits looks at it first. Only reception is changed: signals still come in the order in which
/// they were sent (O1), so it overtakes nothing that is still on its way.
///
/// ```cpp file=test/examples/alias.cpp region=priority
/// const alias urgent = make_priority_alias();
/// send(urgent.owner, "an order");
/// send_priority(urgent, "the house is on fire");
/// const auto first = receive<std::string>();  // "the house is on fire"
/// ```
///
/// The actor that receives decides, by making the alias and giving it only to those whose messages
/// may overtake. A receive that looks for one message among very many looks at all of them again
/// whenever one with priority comes. As in OTP 28 (O11, `alias([priority])`); OTP's options for
/// exit signals and for monitors are not there.
alias make_priority_alias(alias_mode mode = alias_mode::explicit_unalias);

/// From now on no message comes through that alias; messages that came before stay in the mailbox
/// (O10). If it is the alias of a monitor, the monitor goes on. True if the alias was there and is
/// the running actor's.
bool unalias(const alias& address);

/// The alias of a monitor of the running actor, if the monitor was made with one: it has the
/// monitor's ref.
alias alias_of(ref monitor);

/// Sends a message through an alias. If the alias has ended when the message arrives, the message
/// is dropped before it reaches the mailbox, and the sender is not told. Like other signals, the
/// message keeps its place among the sender's signals (O1). Any thread.
void send(const alias& to, term message);
/// The same with priority, if the alias was made by make_priority_alias; else this is `send`.
void send_priority(const alias& to, term message);

}  // namespace fauxtp
#pragma GCC visibility pop

template <>
struct std::hash<fauxtp::alias> {
  std::size_t operator()(const fauxtp::alias& address) const noexcept {
    return std::hash<fauxtp::ref>{}(address.id);
  }
};
