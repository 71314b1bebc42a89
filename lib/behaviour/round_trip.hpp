#pragma once

#include <string>
#include <utility>

#include "actor/process.hpp"
#include "actor/request.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp::detail {

/// Throws if nobody in the ring can ever be answered, else reports it.
void break_or_warn(const wait_cycle& cycle, const server_ref& server, const std::string& request);

/// Watch, send, wait for the reply or the end (C3). The wait stands outside the mailbox, so a reply
/// costs the same however many messages lie there, and a late one is dropped. `text`: the request,
/// as a call_error tells of it.
template <class Message>
term round_trip(const server_ref& server, term request, const std::string& text, duration wait) {
  const pid asked = server.find();
  process& own = process::current();
  if (asked == own.id()) throw call_error(exit_reason(term("calling_self")), server, text);
  const auto deadline = own.deadline_after(wait);
  detail::request waiting(asked);
  const wait_edge edge(asked, waiting.id());
  if (const auto cycle = edge.cycle()) break_or_warn(*cycle, server, text);
  send(asked, Message{{own.id(), waiting.id()}, std::move(request)});
  if (!waiting.wait(deadline)) throw call_error(exit_reason::timeout, server, text);
  if (!waiting.answer()) throw call_error(waiting.failure(), server, text);
  return std::move(*waiting.answer());
}

}  // namespace fauxtp::detail
