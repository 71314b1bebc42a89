// Requests whose replies are waited for later.
#include "fauxtp/send_request.hpp"

#include <deque>
#include <unordered_map>

#include "actor/limited_mailbox.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"
#include "behaviour/pool_call.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {

deadline::deadline(duration wait) : until_(deadline_after(wait)) {}

duration deadline::left() const {
  if (until_ == std::chrono::steady_clock::time_point::max()) return infinity;
  return until_ - now();
}

struct settled_requests::state final : request::observer {
  void settled(request& which) noexcept override {
    order.push_back(number_of.extract(&which).mapped());
  }

  std::unordered_map<const request*, std::size_t> number_of;
  std::deque<std::size_t> order;
};

settled_requests::settled_requests() : state_(std::make_unique<state>()) {}
settled_requests::~settled_requests() = default;
settled_requests::settled_requests(settled_requests&&) noexcept = default;
settled_requests& settled_requests::operator=(settled_requests&&) noexcept = default;

std::optional<std::size_t> settled_requests::next(duration wait) {
  process& own = process::current();
  own.home().deliver_parcels();
  const auto until = deadline_after(wait);
  for (bool time_left = wait > duration::zero(); state_->order.empty();) {
    if (!time_left) return std::nullopt;
    time_left = own.wait(wake_by::answer, until);
    own.home().deliver_parcels();  // an answer may have raced with the time (C3)
  }
  const std::size_t number = state_->order.front();
  state_->order.pop_front();
  return number;
}

struct pending::state {
  state(const server_ref& server, const term& what, std::optional<key_hash> key)
      : server(server),
        text(what),
        to(receiver_now(server, key)),
        asked(to.actor, request::kept_t{}) {}

  call_error failure(exit_reason cause) const {
    if (to.why_nobody.empty()) return {std::move(cause), server, text.shown()};
    return {std::move(cause), server, text.shown(), to.why_nobody};
  }

  server_ref server;
  request_text text;
  receiver to;
  request asked;
};

pending::pending(const server_ref& server, term request, std::optional<key_hash> key)
    : state_(std::make_unique<state>(server, request, key)) {
  process& own = process::current();
  const from client{own.id(), state_->asked.id(), own.call_deadline_after(infinity)};
  const bool full = state_->asked.send(term(call_message{client, std::move(request)}));
  if (full) wait_for_room(state_->asked.asked());
  own.has_sent(0);
}

pending::~pending() = default;
pending::pending(pending&&) noexcept = default;
pending& pending::operator=(pending&&) noexcept = default;

std::optional<term> pending::wait(duration wait) {
  request& asked = state_->asked;
  if (!asked.settled()) process::current().home().deliver_parcels();
  if (!asked.settled() && wait > duration::zero()) {
    asked.wait(process::current().call_deadline_after(wait));
  }
  if (!asked.settled()) return std::nullopt;
  if (!asked.answer()) throw state_->failure(asked.failure());
  return std::move(*asked.answer());
}

call_error pending::timeout() const {
  return timeout_of(state_->server, state_->to.actor, state_->text.shown());
}

void pending::join(settled_requests& collection, std::size_t number) {
  settled_requests::state& joined = *collection.state_;
  if (state_->asked.settled()) {
    joined.order.push_back(number);
  } else {
    joined.number_of[&state_->asked] = number;
    state_->asked.observe(&joined);
  }
}

ref pending::respond_by_message() && {
  const ref id = state_->asked.id();
  // What it keeps of a pool is kept until the message is made.
  const auto to = std::make_shared<receiver>(std::move(state_->to));
  state_->asked.become_message([id, to](std::optional<term> answer, exit_reason failure) {
    response made{.id = id};
    if (answer) {
      made.reply = std::move(*answer);
    } else {
      made.failure = std::move(failure);
    }
    return term(std::move(made));
  });
  state_.reset();
  return id;
}

}  // namespace fauxtp::detail
