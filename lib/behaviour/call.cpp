// Requests and replies.
#include "fauxtp/call.hpp"

#include "actor/node_core.hpp"
#include "actor/request.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {

pid server_ref::find() const { return name_.empty() ? actor_ : whereis(name_); }

std::string to_string(const server_ref& server) {
  return server.name().empty() ? to_string(server.find()) : server.name();
}

call_error::call_error(exit_reason cause, const server_ref& server, const std::string& request)
    : exit_error(exit_reason(tuple(cause, tuple("call", to_string(server), request))),
                 "call to " + to_string(server) + " got no reply: " + to_string(cause) +
                     " (request " + request + ")"),
      cause_(std::move(cause)) {}
call_error::~call_error() = default;

namespace detail {

// Watch, send, wait for the reply or the end (C3). The wait stands outside the mailbox, so a reply
// costs the same however many messages lie there, and a late one is dropped.
term call_term(const server_ref& server, term request, duration wait) {
  const pid asked = server.find();
  process& own = process::current();
  std::string text = to_string(request);
  if (asked == own.id()) throw call_error(exit_reason(term("calling_self")), server, text);
  const auto deadline = own.deadline_after(wait);
  detail::request waiting(asked);
  send(asked, call_message{{own.id(), waiting.id()}, std::move(request)});
  if (!waiting.wait(deadline)) throw call_error(exit_reason::timeout, server, text);
  if (!waiting.answer()) throw call_error(waiting.failure(), server, text);
  return std::move(*waiting.answer());
}

void cast_term(const server_ref& server, term request) {
  if (const pid to = server.find()) send(to, cast_message{std::move(request)});
}

void reply_term(const from& client, term answer) {
  emit<reply_signal>(client.client, client.tag, std::move(answer));
}

}  // namespace detail
}  // namespace fauxtp
