#pragma once

#include <compare>
#include <functional>
#include <iosfwd>
#include <string>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

/// A second address of an actor, which the actor can take back: what is sent to it afterwards is
/// dropped. Sixteen bytes to copy, compare, hash, print and send.
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
/// Differs from OTP: an alias is no ref, but holds one together with its actor.
struct alias {
  pid owner;
  ref id;

  explicit operator bool() const { return static_cast<bool>(owner); }
  friend constexpr auto operator<=>(const alias&, const alias&) = default;
};

std::string to_string(const alias& address);  ///< `#alias<0.SLOT.GENERATION.N>`
std::ostream& operator<<(std::ostream& out, const alias& address);

/// When an alias ceases to be. `unalias` and its actor's end always end it.
enum class alias_mode : unsigned char {
  explicit_unalias,  ///< by nothing else
  reply,             ///< by the first message that comes through it
  demonitor,         ///< an alias of a monitor: when the monitor ends, by demonitor or its `down`
  reply_demonitor    ///< the same, or by the first message, which ends the monitor as well
};

/// A new alias of the running actor. Throws std::invalid_argument for the modes of monitors, which
/// `monitor` takes, and std::logic_error outside an actor.
alias make_alias(alias_mode mode = alias_mode::explicit_unalias);

/// No message comes through that alias any more; what came before stays in the mailbox (O10). The
/// monitor of which it is the alias goes on. True if it was there and is the running actor's.
bool unalias(const alias& address);

/// The alias of a monitor of the running actor that was made with one: it has the monitor's ref.
alias alias_of(ref monitor);

/// Sends a message through an alias. If there is no such alias when it arrives it is dropped there,
/// before the mailbox, and the sender is not told. As other signals it keeps its place (O1). Any
/// thread.
void send(const alias& to, term message);

}  // namespace fauxtp

template <>
struct std::hash<fauxtp::alias> {
  std::size_t operator()(const fauxtp::alias& address) const noexcept {
    return std::hash<fauxtp::ref>{}(address.id);
  }
};
