// The loop of a server: what comes next, and who handles it.
#include "fauxtp/gen_server.hpp"

#include "actor/node_core.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {

bad_request::~bad_request() = default;

namespace detail {
namespace {

std::string as_event(const term& message) {
  if (const auto* call = message.get_if<call_message>()) return "call " + to_string(call->request);
  if (const auto* cast = message.get_if<cast_message>()) return "cast " + to_string(cast->request);
  return to_string(message);
}

}  // namespace

/// What a task sends before it ends well; its `down` tells of the end itself.
struct server_loop::task_result {
  pid task;
  term value;
};

server_loop::~server_loop() {
  if (last_reply_) reply(last_reply_->first, std::move(last_reply_->second));
}

void server_loop::run() {
  if (!continues_.empty()) {
    term what = std::move(continues_.front());
    continues_.pop_front();
    return serve_continue(std::move(what));
  }
  term message = next_message();
  system_.event(sys_event::kind::in, [&] { return as_event(message); });
  if (auto* call = message.get_if<call_message>()) {
    const from client = call->client;
    serve_call(std::move(call->request), client);
  } else if (auto* cast = message.get_if<cast_message>()) {
    serve_cast(std::move(cast->request));
  } else {
    obey_parent(message);
    if (!ends_task(message)) serve_info(std::move(message));
  }
}

term server_loop::next_message() {
  for (;;) {
    std::optional<term> message =
        receive(on(any, [](term next) { return std::optional(std::move(next)); }),
                after(idle_limit_, [] { return std::optional<term>(); }));
    if (message && message->is<system_message>()) {
      system_.handle(std::move(*message).as<system_message>(), *this);
      continue;
    }
    idle_limit_ = infinity;
    return message ? std::move(*message) : term("timeout");
  }
}

// A trapped exit signal of the parent is an order; one of anybody else is a message.
void server_loop::obey_parent(const term& message) {
  const auto* signal = message.get_if<exit_signal>();
  if (signal != nullptr && process::current().obeys(signal->from)) stop(signal->reason);
}

void server_loop::reply_now(const from& client, term answer) {
  system_.event(sys_event::kind::out, [&] { return "reply " + to_string(answer); });
  reply(client, std::move(answer));
}

void server_loop::continue_with(term what) { continues_.push_back(std::move(what)); }

std::optional<pid> server_loop::launch_task(std::function<term()> function) {
  if (most_tasks_ && tasks_.size() >= *most_tasks_) return std::nullopt;
  const spawned made = launch_body(make_body([function = std::move(function), server = self()] {
                                     term value = function();
                                     send(server, task_result{self(), std::move(value)});
                                   }),
                                   relation::child, {}, {}, true);
  tasks_.emplace(made.monitor, task_state{made.actor, std::nullopt});
  return made.actor;
}

bool server_loop::ends_task(term& message) {
  if (auto* result = message.get_if<task_result>()) {
    for (auto& [monitor, task] : tasks_) {
      if (task.actor == result->task) task.result = std::move(result->value);
    }
    return true;
  }
  const auto* end = message.get_if<down>();
  if (end == nullptr) return false;
  auto found = tasks_.extract(end->monitor);
  if (found.empty()) return false;
  task_state& task = found.mapped();
  const auto status = task.result ? task_status::success : task_status::failure;
  serve_task_end(task.actor, status, task.result ? std::move(*task.result) : term(end->reason));
  return true;
}

void server_loop::stop_with_reply(const from& client, term answer, exit_reason reason) {
  last_reply_.emplace(client, std::move(answer));
  stop(std::move(reason));
}

void refuse(const char* what, const std::string& server, const std::string& request,
            const std::string& handled) {
  throw bad_request(server + " has no handler for the " + what + " " + request + "; it handles " +
                    handled);
}

void warn_unhandled(const term& message) {
  log(severity::warning, "dropped a message that it does not handle: " + to_string(message));
}

}  // namespace detail
}  // namespace fauxtp
