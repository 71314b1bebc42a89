// Actors for the tests of this room.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <vector>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

namespace fauxtp::testing {

/// The number of workers that the suite is run with, for tests that make a node of their own.
inline std::size_t workers_wanted() {
  const char* wanted = std::getenv("FAUXTP_TEST_WORKERS");
  return wanted == nullptr ? 1 : static_cast<std::size_t>(std::atoi(wanted));
}

/// Waits until a signal ends it.
inline void idle() { sleep(infinity); }

/// What a puppet is told to do.
struct order {
  std::function<void()> act;
};

/// Does what it is told, so that a test can make another actor link, trap, exit, …
inline void puppet() {
  for (;;) receive<order>().act();
}

inline void tell(pid puppet, std::function<void()> act) { send(puppet, order{std::move(act)}); }

inline void trapping_puppet() {
  trap_exit();
  puppet();
}

inline exit_reason still_alive() { return exit_reason(term("still alive")); }

/// The reason with which the monitored actor has ended, once all is settled.
inline exit_reason end_of(ref monitor) {
  return receive(on(where([monitor](const down& end) { return end.monitor == monitor; }),
                    [](down end) { return end.reason; }),
                 after(std::chrono::seconds(0), still_alive));
}

/// The same, but waits for the end.
inline exit_reason await(ref monitor) {
  return receive(on(where([monitor](const down& end) { return end.monitor == monitor; }),
                    [](down end) { return end.reason; }));
}

/// The reason of the exit signal that lies in the mailbox, once all is settled.
inline exit_reason signal_from(pid sender) {
  return receive(on(where([sender](const exit_signal& signal) { return signal.from == sender; }),
                    [](exit_signal signal) { return signal.reason; }),
                 after(std::chrono::seconds(0), still_alive));
}

/// The oldest message, printed, or "nothing".
inline std::string next_message() {
  return receive(on(any, [](term message) { return to_string(message); }),
                 after(std::chrono::seconds(0), [] { return std::string("nothing"); }));
}

/// The number of messages in the mailbox of the running actor, with those that are on their way to
/// it. (info() would ask the kernel for each page of the stack, too: the test's own has thousands.)
inline std::size_t unread() {
  const std::vector<process_info> all = infos().actors;
  return std::ranges::find(all, self(), &process_info::actor)->messages;
}

inline void kill(pid actor) { exit(actor, exit_reason::kill); }

}  // namespace fauxtp::testing
