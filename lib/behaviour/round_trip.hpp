#pragma once

#include <utility>

#include "actor/process.hpp"
#include "actor/request.hpp"
#include "actor/wait_graph.hpp"
#include "behaviour/request_text.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/sys.hpp"

namespace fauxtp::detail {

/// Throws if no actor in the ring can ever get its answer, else logs a warning.
void break_or_warn(const wait_cycle& cycle, const server_ref& server, const request_text& request);
/// The running actor has got no answer in time: a simulation is told.
void tell_of_timeout(const server_ref& server, pid asked, const std::string& request);
/// With what the actor is doing that was asked.
call_error timeout_of(const server_ref& server, pid asked, const std::string& request);
[[noreturn]] void fail_by_timeout(const server_ref& server, pid asked, const request_text& request);
[[noreturn]] void fail_call(exit_reason cause, const server_ref& server,
                            const request_text& request);

/// Watches the server, sends the request, and waits for the reply or the server's end (C3). The
/// wait does not go through the mailbox, so a reply costs the same however many messages lie there,
/// and a late reply is dropped. `asked`: the actor that `server` stands for. `text`: the request as
/// a call_error shows it.
template <class Message>
[[gnu::always_inline]] inline term round_trip(const server_ref& server, pid asked, term&& request,
                                              const request_text& text, duration wait,
                                              const std::source_location& where = {}) {
  process& own = process::current();
  if (asked == own.id()) fail_call(exit_reason(term("calling_self")), server, text);
  const auto deadline = own.call_deadline_after(wait);
  detail::request waiting(asked);
  const wait_edge edge(own.slot(), asked, waiting.id());
  auto cycle = edge.cycle();
  if (cycle && own.is_limited()) {
    // An actor of the ring that only waits for room in our mailbox can go on.
    own.home().deliver_parcels();
    own.limited().let_senders_go();
    cycle = edge.cycle();
  }
  if (cycle) break_or_warn(*cycle, server, text);
  term question(Message{{own.id(), waiting.id(), deadline}, std::move(request)});
  if constexpr (std::is_same_v<Message, system_message>) {
    waiting.send_to_server(std::move(question));
  } else {
    waiting.send(std::move(question));
  }
  own.waits_at(where);
  if (!waiting.wait(deadline)) fail_by_timeout(server, asked, text);
  if (!waiting.answer()) fail_call(waiting.failure(), server, text);
  return std::move(*waiting.answer());
}

}  // namespace fauxtp::detail
