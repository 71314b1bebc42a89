// The loop of a server: which message comes next, and which handler takes it.
#include "fauxtp/gen_server.hpp"

#include <bit>
#include <deque>
#include <map>

#include "actor/dead_letter_office.hpp"
#include "actor/local_node.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {

bad_request::~bad_request() = default;

namespace detail {
/// The message that is being handled. Its content has gone to the handler, so only its type can be
/// told.
class server_loop::in_hand {
 public:
  in_hand(server_loop& server, process& own, const char* what, const term& content,
          const from* client = nullptr)
      : what(what), type(raw::type(content)), client(client), server_(server), own_(own) {
    server_.in_hand_ = this;
    if constexpr (is_observed) began = own.home().recently();
    if (client != nullptr && own.keeps_deadlines()) [[unlikely]]
      own.served() = {.tag = client->tag, .deadline = client->deadline};
  }
  ~in_hand() {
    server_.in_hand_ = nullptr;
    if (client != nullptr && own_.keeps_deadlines()) [[unlikely]] {
      own_.served() = {};
      own_.forget_cancel();
    }
  }
  in_hand(const in_hand&) = delete;
  in_hand& operator=(const in_hand&) = delete;

  const char* what;
  const term_type& type;
  const from* client;
  runtime::time_point began;

 private:
  server_loop& server_;
  process& own_;
};

/// A task sends this before it ends well. Its `down` tells the server of the end itself.
struct server_loop::task_result {
  pid task;
  term value;
};

struct server_loop::seldom_used {
  [[gnu::noinline]] void before_wait() {
    if (gate != nullptr) gate->before_wait();
  }
  [[gnu::noinline]] void before_pause() {
    if (gate != nullptr) gate->before_pause();
  }

  struct task_state {
    pid actor;
    std::optional<term> result;
  };
  std::deque<term> continues;
  std::map<ref, task_state> tasks;
  std::optional<std::size_t> most_tasks;
  std::optional<std::pair<from, term>> last_reply;
  duration hibernate_after = infinity;
  reply_gate* gate = nullptr;
};

server_loop::server_loop() = default;

server_loop::~server_loop() {
  if (seldom_ == nullptr || !seldom_->last_reply) return;
  reply(seldom_->last_reply->first, std::move(seldom_->last_reply->second));
}

server_loop::seldom_used& server_loop::seldom() {
  if (seldom_ == nullptr) seldom_ = std::make_unique<seldom_used>();
  return *seldom_;
}

void server_loop::run() {
  if (seldom_ != nullptr && !seldom_->continues.empty()) {
    term what = std::move(seldom_->continues.front());
    seldom_->continues.pop_front();
    return serve_continue(std::move(what));
  }
  std::optional<term> next = next_message();
  if (!next) return;
  term& message = *next;
  process& own = process::current();
  system_.event(sys_event::kind::in, [&] { return to_string(message); });
  if (auto* call = message.get_if<call_message>()) {
    const from client = call->client;
    if (own.keeps_deadlines() && own.is_given_up(client.tag, client.deadline)) [[unlikely]]
      return leave_out(own, message);
    const in_hand request(*this, own, "call", call->request, &client);
    try {
      serve_call(std::move(call->request), client);
    } catch (const cancelled_request&) {
      if (!own.keeps_deadlines()) throw;  // it is somebody else's
    } catch (const call_error& failure) {
      // A call of the handler has ended with the call that it serves: nobody waits for either.
      const bool is_late = failure.cause() == exit_reason::timeout;
      if (!is_late || !own.keeps_deadlines() || !own.is_given_up()) throw;
    }
  } else if (auto* cast = message.get_if<cast_message>()) {
    const in_hand request(*this, own, "cast", cast->request);
    serve_cast(std::move(cast->request));
  } else {
    const in_hand info(*this, own, "message", message);
    obey_parent(message);
    if (!ends_task(message)) serve_info(std::move(message));
  }
}

// What is seldom done stays out of line: an exception of a handler leaves run(), and what that
// costs grows with the calls that run() makes itself.
//
// The log tells of it ever more seldom: overload leaves out many.
[[gnu::noinline]] void server_loop::leave_out(process& own, const term& late) {
  const pid caller = late.get_if<call_message>()->client.client;
  is_dead_letter(dead_letter_kind::left_out, caller, own.id(), late);
  const std::uint64_t count = own.leaves_out();
  if (!std::has_single_bit(count)) return;
  log(severity::notice, "left out " + to_string(late) + " from " + to_string(caller) +
                            ", who does not wait for it any more (" + std::to_string(count) +
                            " until now)");
}

// Takes the message that is shown, and drops it, if it is a request that has waited too long.
[[gnu::noinline]] bool server_loop::sheds(process& own, mailbox_scan& scan) {
  const term& shown = *scan.shown();
  if (!shown.is<call_message>() && !shown.is<cast_message>()) return false;
  if (!own.limited().is_too_old(*own.messages().oldest())) return false;
  const term request = scan.take();
  const auto* call = request.get_if<call_message>();
  if (call != nullptr && own.keeps_deadlines() &&
      own.is_given_up(call->client.tag, call->client.deadline)) {
    leave_out(own, request);
  } else {
    shed(own, request);
  }
  if (own.has_slept()) own.hibernate_after_run();
  return true;
}

// The log tells of it as of those that are left out.
[[gnu::noinline]] void server_loop::shed(process& own, const term& request) {
  const auto* call = request.get_if<call_message>();
  const pid caller = call == nullptr ? pid() : call->client.client;
  is_dead_letter(dead_letter_kind::shed, caller, own.id(), request);
  if (call != nullptr) fail_term(call->client, exit_reason(term("shed")));
  const std::uint64_t count = own.limited().sheds();
  if (!std::has_single_bit(count)) return;
  submit({.level = severity::warning,
          .label = "server/shed",
          .text = "has shed " + to_string(request) + (caller ? " from " + to_string(caller) : "") +
                  ", which had waited too long (" + std::to_string(count) + " until now)",
          .fields = {{"shed", std::to_string(count)}}});
}

activity server_loop::doing() const {
  if (in_hand_ == nullptr) return {};
  std::string text = std::string(in_hand_->what) + " " + name_of(in_hand_->type);
  if (in_hand_->client != nullptr) text += " from " + to_string(in_hand_->client->client);
  return {std::move(text), in_hand_->began};
}

bool server_loop::may_hibernate() const noexcept {
  return idle_limit_ == infinity && (seldom_ == nullptr || seldom_->continues.empty());
}

[[gnu::always_inline]] inline std::optional<term> server_loop::next_message() {
  process& own = process::current();
  for (;;) {
    if (own.prioritizes_stop()) [[unlikely]] {
      if (const exit_reason* order = own.order_to_end()) stop_by_order(*order);
    }
    if (seldom_ != nullptr && own.messages().oldest() == nullptr) [[unlikely]]
      seldom_->before_wait();
    if (own.wants_hibernation() && may_hibernate()) return std::nullopt;
    const bool falls_asleep = seldom_ != nullptr && may_hibernate();
    const duration limit = falls_asleep ? seldom_->hibernate_after : idle_limit_;
    mailbox_scan scan;
    if (limit != infinity) scan.limit(limit);
    if (scan.shown() == nullptr) scan.wait();
    const term* message = scan.shown();
    if (own.sheds() && message != nullptr && sheds(own, scan)) [[unlikely]]
      continue;
    if (message == nullptr && falls_asleep) {
      own.hibernate_after_run();
      continue;
    }
    if (message != nullptr && message->is<system_message>()) {
      if (seldom_ != nullptr) seldom_->before_pause();
      system_.handle(scan.take().as<system_message>(), *this);
      if (own.has_slept()) own.hibernate_after_run();
      continue;
    }
    own.stay_awake();
    idle_limit_ = infinity;
    return message != nullptr ? scan.take() : term("timeout");
  }
}

// A trapped exit signal of the parent is an order; one of any other actor is a message.
void server_loop::obey_parent(const term& message) {
  const auto* signal = message.get_if<exit_signal>();
  if (signal != nullptr && is_order(*signal)) stop_by_order(signal->reason);
}

void server_loop::stop_by_order(const exit_reason& order) {
  if (seldom_ != nullptr) seldom_->before_pause();
  stop(order);
}

void server_loop::reply_now(const from& client, term answer) {
  system_.event(sys_event::kind::out, [&] { return "reply " + to_string(answer); });
  if (seldom_ != nullptr && seldom_->gate != nullptr) [[unlikely]]
    return seldom_->gate->pass(client, std::move(answer));
  reply(client, std::move(answer));
}

void server_loop::reply_through(reply_gate& gate) { seldom().gate = &gate; }

void server_loop::continue_with(term what) { seldom().continues.push_back(std::move(what)); }

void server_loop::set_max_tasks(std::optional<std::size_t> most) { seldom().most_tasks = most; }

void server_loop::keep_deadlines() { process::current().keep_deadlines(); }

void server_loop::prioritize_stop() noexcept { process::current().prioritize_stop(); }

void server_loop::hibernate_after(duration idle) { seldom().hibernate_after = idle; }

std::optional<pid> server_loop::launch_task(std::function<term()> function) {
  if (seldom().most_tasks && seldom().tasks.size() >= *seldom().most_tasks) return std::nullopt;
  auto work = [function = std::move(function), server = self(), until = deadline()] {
    process::current().keeps_deadline_of(until);
    term value = function();
    send(server, task_result{self(), std::move(value)});
  };
  const spawned made = launch_body(make_body(std::move(work)), relation::child, {}, {}, true);
  seldom().tasks.emplace(made.monitor, seldom_used::task_state{made.actor, std::nullopt});
  return made.actor;
}

[[gnu::noinline]] bool server_loop::ends_task(term& message) {
  if (auto* result = message.get_if<task_result>()) {
    for (auto& [monitor, task] : seldom().tasks) {
      if (task.actor == result->task) task.result = std::move(result->value);
    }
    return true;
  }
  const auto* end = message.get_if<down>();
  if (end == nullptr || seldom_ == nullptr) return false;
  auto found = seldom_->tasks.extract(end->monitor);
  if (found.empty()) return false;
  seldom_used::task_state& task = found.mapped();
  const auto status = task.result ? task_status::success : task_status::failure;
  serve_task_end(task.actor, status, task.result ? std::move(*task.result) : term(end->reason));
  return true;
}

void server_loop::stop_with_reply(const from& client, term answer, exit_reason reason) {
  if (seldom().gate != nullptr) seldom().gate->before_last_reply();
  seldom().last_reply.emplace(client, std::move(answer));
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
