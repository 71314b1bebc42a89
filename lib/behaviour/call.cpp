// Requests and replies.
#include "fauxtp/call.hpp"

#include "actor/node_core.hpp"
#include "actor/request.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/log.hpp"
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

namespace {

/// "a -> b -> a", by their names where they have any.
list names_of(const std::vector<pid>& path) {
  const registry& names = process::current().node().names();
  list all;
  for (const pid each : path) {
    std::string name = names.name_of(each);
    all.push_back(term(name.empty() ? to_string(each) : std::move(name)));
  }
  return all;
}

void break_or_warn(const wait_cycle& cycle, const server_ref& server, const std::string& request) {
  term path(names_of(cycle.path));
  if (cycle.certain) {
    throw call_error(exit_reason(tuple("deadlock", std::move(path))), server, request);
  }
  submit({.level = severity::warning,
          .label = "call/possible_deadlock",
          .text = "waits for itself, unless another actor answers: " + to_string(path),
          .fields = {{"request", request}, {"path", to_string(path)}}});
}

}  // namespace

// Watch, send, wait for the reply or the end (C3). The wait stands outside the mailbox, so a reply
// costs the same however many messages lie there, and a late one is dropped.
term call_term(const server_ref& server, term request, duration wait) {
  const pid asked = server.find();
  process& own = process::current();
  std::string text = to_string(request);
  if (asked == own.id()) throw call_error(exit_reason(term("calling_self")), server, text);
  const auto deadline = own.deadline_after(wait);
  detail::request waiting(asked);
  const wait_edge edge(asked, waiting.id());
  if (const auto cycle = edge.cycle()) break_or_warn(*cycle, server, text);
  send(asked, call_message{{own.id(), waiting.id()}, std::move(request)});
  if (!waiting.wait(deadline)) throw call_error(exit_reason::timeout, server, text);
  if (!waiting.answer()) throw call_error(waiting.failure(), server, text);
  return std::move(*waiting.answer());
}

void cast_term(const server_ref& server, term request) {
  if (const pid to = server.find()) send(to, cast_message{std::move(request)});
}

void may_be_answered_by_another(const from& client) {
  may_be_answered_by_another(client.client, client.tag);
}

void reply_term(const from& client, term answer) {
  emit<reply_signal>(client.client, client.tag, std::move(answer));
}

}  // namespace detail
}  // namespace fauxtp
