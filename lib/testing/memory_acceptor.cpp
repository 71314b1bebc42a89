// Attempts to connect, and how they are accepted.
#include "testing/memory_acceptor.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "testing/memory_connection.hpp"

namespace fauxtp::testing {

using runtime::time_point;

memory_acceptor::memory_acceptor(std::shared_ptr<memory_state> state, io::address at, int backlog)
    : in_memory(state->guard),
      state_(std::move(state)),
      at_(std::move(at)),
      backlog_(static_cast<std::size_t>(std::max(backlog, 0))) {
  state_->doors.emplace(at_, this);
  ++state_->open;
}

// Who was not accepted finds the connection reset, or refused if it was not made.
memory_acceptor::~memory_acceptor() {
  const std::lock_guard lock(state_->guard);
  const time_point now = now_here();
  for (const auto& each : queue_) {
    const network_link& how = state_->link_to(each->addresses[memory_wire::server]);
    const time_point comes = each->arrival(how, now);
    if (!each->answered) each->answered = {comes, ECONNREFUSED};
    each->written[memory_wire::server].reset(comes);
    each->written[memory_wire::client].leave_by_reset(comes);
    each->changed();
  }
  queue_.clear();
  state_->doors.erase(at_);
  --state_->open;
}

runtime::connecting memory_acceptor::accept() noexcept {
  const std::lock_guard lock(state_->guard);
  const time_point now = now_here();
  const auto end = queue_.begin() + std::ptrdiff_t(kept_);
  const auto first =
      std::find_if(queue_.begin(), end, [now](const auto& each) { return each->arrives <= now; });
  if (first == end) return {nullptr, EAGAIN};
  if (state_->open >= state_->most_open) return {nullptr, EMFILE};
  auto made = std::make_unique<memory_connection>(state_, std::move(*first), memory_wire::server);
  queue_.erase(first);
  --kept_;
  answer_those_for_whom_there_is_room(now);
  return {std::move(made), 0};
}

void memory_acceptor::take(std::shared_ptr<memory_wire> begun, time_point now) {
  queue_.push_back(std::move(begun));
  answer_those_for_whom_there_is_room(now);
  changed();
}

void memory_acceptor::answer_those_for_whom_there_is_room(time_point now) noexcept {
  while (!is_full() && kept_ < queue_.size()) {
    memory_wire& next = *queue_[kept_];
    if (next.ends[memory_wire::client] == nullptr) {  // it has given up
      queue_.erase(queue_.begin() + std::ptrdiff_t(kept_));
      continue;
    }
    const network_link& how = state_->link_to(next.addresses[memory_wire::server]);
    next.arrives = next.arrival(how, now);
    next.answered = {next.arrival(how, now, 2), 0};
    next.changed();
    ++kept_;
  }
}

memory_source::state memory_acceptor::look(time_point now) const {
  time_point first = never;
  for (std::size_t i = 0; i < kept_; ++i) first = std::min(first, queue_[i]->arrives);
  if (first > now) return {{}, first};
  return {{.readable = true}};
}

}  // namespace fauxtp::testing
