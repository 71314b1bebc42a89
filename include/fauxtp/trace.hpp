#pragma once

#include <string>

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What a traced actor has done, as a message to the actor that traces it.
struct trace_event {
  enum class kind : unsigned char {
    received,  ///< a message has come into its mailbox (it need not have taken it)
    sent       ///< it has sent a message, or the reply to a call
  };
  pid actor;
  kind what = kind::received;
  pid to{};             ///< for `sent`: the receiver
  std::string message;  ///< as text: `call …`, `cast …` and `reply …` of servers
  std::string name{};   ///< what reports call `actor`
};

/// From now on the running actor gets a trace_event for each message that `actor` receives or
/// sends, until `untrace` or its own end. An actor has one tracer at a time: the last one that
/// asked.
///
/// ```cpp file=test/examples/trace.cpp region=trace
/// trace(clerk);
/// cast(clerk, tuple("note", "tea"));
/// const auto event = receive<trace_event>();  // received: the cast
/// untrace(clerk);
/// ```
///
/// Nothing happens if the actor has ended. Throws std::invalid_argument if it is the running actor
/// itself, which would trace the messages of the trace, and std::logic_error outside an actor. Not
/// for a system under full load: each event is a message, and its text is made on the traced
/// actor's worker. Like OTP's trace flags `send` and `'receive'`; signals other than messages are
/// not traced.
void trace(pid actor);
void untrace(pid actor);

}  // namespace fauxtp
#pragma GCC visibility pop
