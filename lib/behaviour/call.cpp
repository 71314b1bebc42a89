// Requests and replies.
#include "fauxtp/call.hpp"

#include "actor/dead_letter_office.hpp"
#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "actor/tracing.hpp"
#include "behaviour/pool_call.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/send.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp {

std::string to_string(const server_ref& server) {
  return server.name().empty() ? to_string(server.find()) : server.name();
}

call_error::call_error(exit_reason cause, const server_ref& server, const std::string& request,
                       std::optional<process_info> seen)
    : exit_error(exit_reason(tuple(cause, tuple("call", to_string(server), request))),
                 "call to " + to_string(server) + " got no reply: " + to_string(cause) +
                     " (request " + request + ")" + (seen ? "; " + to_string(*seen) : "")),
      cause_(std::move(cause)),
      seen_(std::move(seen)) {}
call_error::call_error(exit_reason cause, const server_ref& server, const std::string& request,
                       const std::string& why)
    : exit_error(exit_reason(tuple(cause, tuple("call", to_string(server), request))),
                 "call to " + to_string(server) + " got no reply: " + to_string(cause) +
                     " (request " + request + "); " + why),
      cause_(std::move(cause)) {}
call_error::~call_error() = default;

namespace detail {

namespace {

/// The pids "a -> b -> a", with names in place of pids where an actor has a registered name.
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

void break_or_warn(const wait_cycle& cycle, const server_ref& server, const request_text& request) {
  term path(names_of(cycle.path));
  if (cycle.certain) fail_call(exit_reason(tuple("deadlock", std::move(path))), server, request);
  submit({.level = severity::warning,
          .label = "call/possible_deadlock",
          .text = "waits for itself, unless another actor answers: " + to_string(path),
          .fields = {{"request", request.shown()}, {"path", to_string(path)}}});
}

void tell_of_timeout(const server_ref& server, pid asked, const std::string& request) {
  const process& own = process::current();
  const auto& tell = own.node().at_missed_answer();
  if (!tell) return;
  tell({.caller = own,
        .server = to_string(server),
        .asked = asked,
        .request = request,
        .waited = own.look_at_wait().since});
}

call_error timeout_of(const server_ref& server, pid asked, const std::string& request) {
  tell_of_timeout(server, asked, request);
  constexpr duration patience = std::chrono::milliseconds(20);
  return {exit_reason::timeout, server, request, info(asked, patience)};
}

void fail_by_timeout(const server_ref& server, pid asked, const request_text& request) {
  // The edge of this wait is seen until the exception leaves it.
  runtime::interleaver::choice_point();
  throw timeout_of(server, asked, request.shown());
}

void fail_call(exit_reason cause, const server_ref& server, const request_text& request) {
  throw call_error(std::move(cause), server, request.shown());
}

void* call_message::operator new(std::size_t) {
  return runtime::block_cache<sizeof(call_message)>::take();
}
void call_message::operator delete(void* ended) noexcept {
  runtime::block_cache<sizeof(call_message)>::give_back(ended);
}
void* cast_message::operator new(std::size_t) {
  return runtime::block_cache<sizeof(cast_message)>::take();
}
void cast_message::operator delete(void* ended) noexcept {
  runtime::block_cache<sizeof(cast_message)>::give_back(ended);
}

std::string to_string(const call_message& message) {
  return "call " + fauxtp::to_string(message.request);
}
std::string to_string(const cast_message& message) {
  return "cast " + fauxtp::to_string(message.request);
}

term call_term(const server_ref& server, term request, duration wait,
               const std::source_location& where) {
  const request_text text(request);
  const pid asked = server.find();
  if (!asked && !server.name().empty()) [[unlikely]] {
    return call_no_actor(server, std::move(request), text, {}, wait, where);
  }
  return round_trip<call_message>(server, asked, std::move(request), text, wait, where);
}

void cast_term(const server_ref& server, term request) {
  if (const pid to = server.find()) return send(to, cast_message{std::move(request)});
  if (!server.name().empty()) return cast_to_no_actor(server.name(), std::move(request), {});
  const term message(cast_message{std::move(request)});
  is_dead_letter(dead_letter_kind::no_actor, running_sender(), pid(), message, {});
}

void may_be_answered_by_another(const from& client) {
  may_be_answered_by_another(client.client, client.tag);
}

void reply_term(const from& client, term answer) {
  process* own = process::current_or_null();
  if (is_observed && own != nullptr && own->traced()) [[unlikely]] {
    trace_reply(*own, client.client, answer);
  }
  const bool unwatched = own != nullptr && own->relations().forget_watcher(client.tag);
  if (unwatched) [[likely]] {
    emit<reply_signal>(client.client, client.tag, std::move(answer), true);
  } else {
    const pid from = own == nullptr ? pid() : own->id();
    emit<unexpected_reply>(client.client, from, client.tag, std::move(answer));
  }
  if (own != nullptr) own->has_sent(0);
}

void fail_term(const from& client, exit_reason cause) {
  answered(client.client, client.tag);
  process& own = process::current();
  own.relations().forget_watcher(client.tag);
  emit<down_signal>(client.client, own.id(), client.tag, std::move(cause));
}

}  // namespace detail
}  // namespace fauxtp
