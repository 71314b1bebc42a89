// Questions that tests of servers ask.
#pragma once

#include <chrono>
#include <string>

#include "fauxtp/call.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"

namespace fauxtp::testing {

inline exit_reason still_alive() { return exit_reason(term("still alive")); }

/// The reason with which the monitored actor has ended, once all is settled.
inline exit_reason end_of(ref monitor) {
  return receive(on(where([monitor](const down& end) { return end.monitor == monitor; }),
                    [](down end) { return end.reason; }),
                 after(std::chrono::seconds(0), still_alive));
}

/// Why a call got no reply.
template <class Function>
exit_reason cause_of(Function function) {
  try {
    function();
  } catch (const call_error& failure) {
    return failure.cause();
  }
  return exit_reason(term("there was a reply"));
}

/// The oldest message, printed, or "nothing".
inline std::string next_message() {
  return receive(on(any, [](term message) { return to_string(message); }),
                 after(std::chrono::seconds(0), [] { return std::string("nothing"); }));
}

}  // namespace fauxtp::testing
