// Requests and replies.
#include "fauxtp/call.hpp"

#include "actor/node_core.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/log.hpp"

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

}  // namespace

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

term call_term(const server_ref& server, term request, duration wait) {
  const std::string text = to_string(request);
  return round_trip<call_message>(server, std::move(request), text, wait);
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
