// Looking into running servers: the caller's side and the server's.
#include "fauxtp/sys.hpp"

#include <deque>
#include <map>

#include "actor/local_node.hpp"
#include "actor/request.hpp"
#include "behaviour/plain_question.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp {
namespace {

using detail::process;
using detail::request;
using detail::system_message;

struct terminate_request {
  exit_reason reason;
};
struct suspend_request {};
struct resume_request {};
struct state_request {};
struct status_request {};
struct statistics_request {
  bool on;
};
struct counts_request {};
struct log_request {
  std::size_t size;
};
struct events_request {};
struct trace_request {
  bool on;
};
struct install_request {
  std::string name;
  sys::debug_function function;  // empty: remove
};
/// The answer if the function that was asked for has thrown.
struct failure {
  exit_reason why;
};

std::string_view to_string(sys_event::kind what) {
  switch (what) {
    case sys_event::kind::in:
      return "in";
    case sys_event::kind::out:
      return "out";
    case sys_event::kind::other:
      break;
  }
  return "event";
}

}  // namespace

void stop(const server_ref& server, exit_reason reason, duration wait) {
  const pid asked = server.find();
  process& own = process::current();
  const auto fail = [&](const exit_reason& why) {
    throw exit_error(why, "stop of " + to_string(server) + ": " + to_string(why));
  };
  if (asked == own.id()) fail(exit_reason(term("calling_self")));
  const auto deadline = deadline_after(wait);
  request end(asked);
  end.send_to_server(term(system_message{{own.id(), end.id()}, term(terminate_request{reason})}));
  if (!end.wait(deadline)) fail(exit_reason::timeout);
  if (end.failure() != reason) fail(end.failure());
}

// The caller's side.

namespace detail {

term ask_system(const server_ref& server, term what, duration wait) {
  const request_text text("a system message");
  term answer = round_trip<system_message>(server, server.find(), std::move(what), text, wait);
  if (const auto* failed = answer.get_if<failure>()) fail_call(failed->why, server, text);
  return answer;
}

}  // namespace detail

namespace sys {

void suspend(const server_ref& server, duration wait) {
  detail::ask_system(server, suspend_request{}, wait);
}
void resume(const server_ref& server, duration wait) {
  detail::ask_system(server, resume_request{}, wait);
}
term get_state(const server_ref& server, duration wait) {
  return detail::ask_system(server, state_request{}, wait);
}
status get_status(const server_ref& server, duration wait) {
  return detail::ask_system(server, status_request{}, wait).as<status>();
}
void statistics(const server_ref& server, bool on, duration wait) {
  detail::ask_system(server, statistics_request{on}, wait);
}
counts get_statistics(const server_ref& server, duration wait) {
  return detail::ask_system(server, counts_request{}, wait).as<counts>();
}
void log(const server_ref& server, std::size_t size, duration wait) {
  detail::ask_system(server, log_request{size}, wait);
}
std::vector<sys_event> get_log(const server_ref& server, duration wait) {
  return detail::ask_system(server, events_request{}, wait).as<std::vector<sys_event>>();
}
void trace(const server_ref& server, bool on, duration wait) {
  detail::ask_system(server, trace_request{on}, wait);
}
void install(const server_ref& server, std::string name, debug_function function, duration wait) {
  detail::ask_system(server, install_request{std::move(name), std::move(function)}, wait);
}
void remove(const server_ref& server, std::string name, duration wait) {
  detail::ask_system(server, install_request{std::move(name), {}}, wait);
}

}  // namespace sys

// The server's side.

/// What statistics, log, trace and debug functions keep of the server's events. It exists only
/// while one of them is on.
struct system_port::debugging {
  bool counts = false;
  runtime::time_point since{};
  std::size_t in = 0;
  std::size_t out = 0;
  std::size_t log_size = 0;
  std::deque<sys_event> log;
  bool traces = false;
  std::map<std::string, sys::debug_function> functions;

  bool idle() const { return !counts && log_size == 0 && !traces && functions.empty(); }
};

system_port::system_port(std::function<term()> shown) : shown_(std::move(shown)) {
  if (process* own = process::current_or_null()) own->serves(true);
}
system_port::~system_port() {
  if (process* own = process::current_or_null()) own->serves(false);
}

system_port::debugging& system_port::wanted() {
  if (!debugging_) debugging_ = std::make_unique<debugging>();
  return *debugging_;
}

void system_port::tell(const sys_event& event) {
  debugging& to = *debugging_;
  if (event.what == sys_event::kind::in) ++to.in;
  if (event.what == sys_event::kind::out) ++to.out;
  if (to.log_size != 0) {
    if (to.log.size() == to.log_size) to.log.pop_front();
    to.log.push_back(event);
  }
  if (to.traces) {
    submit({.level = severity::info,
            .label = "sys/trace",
            .text = std::string(to_string(event.what)) + " " + event.text});
  }
  for (auto each = to.functions.begin(); each != to.functions.end();) {
    each = each->second(event) ? std::next(each) : to.functions.erase(each);
  }
}

void system_port::handle(system_message message, actor& owner) {
  const from client = message.client;
  if (const auto* last = message.request.get_if<terminate_request>()) fauxtp::stop(last->reason);
  const bool suspends = message.request.is<suspend_request>();
  if (suspends || message.request.is<resume_request>()) {
    const bool were = std::exchange(suspended_, suspends);
    reply(client, term());
    if (suspends && !were) suspended(owner);
    return;
  }
  try {
    reply(client, answer(message.request, owner));
  } catch (const actor_exit&) {
    throw;
  } catch (...) {
    reply(client, failure{exit_reason::of_current_exception()});
  }
  if (debugging_ && debugging_->idle()) debugging_.reset();
}

void system_port::suspended(actor& owner) {
  process& own = process::current();
  own.suspended(true);
  while (suspended_) {
    receive(clause(owner),
            on(where(is_order), [](const exit_signal& order) { fauxtp::stop(order.reason); }));
  }
  own.suspended(false);
}

term system_port::answer(term& request, actor& owner) {
  process& own = process::current();
  if (const auto* with = request.get_if<detail::with_actor>()) return with->look(owner);
  if (auto* asked = request.get_if<detail::plain_question>()) {
    return detail::understand(owner, *asked);
  }
  if (request.is<state_request>()) return shown_ ? shown_() : term();
  if (request.is<status_request>()) {
    return term(sys::status{.actor = own.id(),
                            .name = own.name(),
                            .parent = own.parent(),
                            .suspended = suspended_,
                            .messages = own.messages().size(),
                            .state = shown_ ? to_string(shown_()) : std::string()});
  }
  if (const auto* statistics = request.get_if<statistics_request>()) {
    debugging& of = wanted();
    of.counts = statistics->on;
    of.since = now();
    of.in = of.out = 0;
  } else if (request.is<counts_request>()) {
    if (!debugging_ || !debugging_->counts) return term(sys::counts{});
    return term(sys::counts{.since = now() - debugging_->since,
                            .messages_in = debugging_->in,
                            .messages_out = debugging_->out});
  } else if (const auto* log = request.get_if<log_request>()) {
    debugging& of = wanted();
    of.log_size = log->size;
    while (of.log.size() > log->size) of.log.pop_front();
  } else if (request.is<events_request>()) {
    if (!debugging_) return term(std::vector<sys_event>());
    return term(std::vector<sys_event>(debugging_->log.begin(), debugging_->log.end()));
  } else if (const auto* trace = request.get_if<trace_request>()) {
    wanted().traces = trace->on;
  } else if (auto* function = request.get_if<install_request>()) {
    wanted().functions.erase(function->name);
    if (function->function) {
      wanted().functions.emplace(function->name, std::move(function->function));
    }
  }
  return {};
}

}  // namespace fauxtp
