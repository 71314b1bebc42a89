// Messages that are sent later.
#include "fauxtp/timer.hpp"

#include "actor/node_core.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {
namespace detail {

void delayed_message::expired() noexcept {
  const pid to = name_.empty() ? to_ : node_.names().whereis(name_);
  send(to, std::move(content_));
  node_.delayed(*runtime::worker::current()).erase(id_);
}

void delayed_message::join(delayed_message_list& of_receiver) noexcept {
  next_ = of_receiver;
  if (next_ != nullptr) next_->link_ = &next_;
  link_ = &of_receiver;
  of_receiver = this;
}

void delayed_message::leave() noexcept {
  if (link_ == nullptr) return;
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
}

void process::cancel_timers() noexcept {
  while (timers_ != nullptr) {
    home_.timers().cancel(*timers_);
    node_.delayed(home_).erase(timers_->id());
  }
}

namespace {

void arm_on(runtime::worker& home, delayed_messages& armed, runtime::time_point deadline,
            std::unique_ptr<delayed_message> later) {
  home.timers().arm(*later, deadline);
  const ref id = later->id();
  armed.emplace(id, std::move(later));
}

/// Takes a timer to the worker of the actor that it is for. If the actor has ended that is all.
struct arm_signal final : signal {
  arm_signal(pid to, runtime::time_point deadline, std::unique_ptr<delayed_message> later)
      : signal(to), deadline(deadline), later(std::move(later)) {}
  void act(process& receiver) noexcept override {
    later->join(receiver.timers());
    arm_on(receiver.home(), receiver.node().delayed(receiver.home()), deadline, std::move(later));
  }
  runtime::time_point deadline;
  std::unique_ptr<delayed_message> later;
};

timer_ref arm(duration wait, pid to, std::string_view name, term content, bool tells_of_itself) {
  process& own = process::current();
  node_core& node = own.node();
  runtime::worker* home = name.empty() ? node.worker_of(to) : nullptr;
  const timer_ref made{make_ref(), (home == nullptr ? own.home() : *home).index()};
  if (tells_of_itself) content = timeout{made, std::move(content)};
  auto later =
      std::make_unique<delayed_message>(node, made.id, to, std::string(name), std::move(content));
  const auto deadline = own.deadline_after(wait);
  if (home != nullptr) {
    emit<arm_signal>(to, deadline, std::move(later));
  } else if (!name.empty() || is_alive(to)) {  // alive, and not here: an actor of another node
    arm_on(own.home(), node.delayed(own.home()), deadline, std::move(later));
  }
  return made;
}

std::optional<duration> left_of(runtime::worker& home, delayed_messages& armed, ref id,
                                bool cancel) {
  const auto found = armed.find(id);
  if (found == armed.end()) return std::nullopt;
  const duration left = found->second->deadline() - home.time().now();
  if (cancel) {
    home.timers().cancel(*found->second);
    armed.erase(found);
  }
  return std::max(left, duration::zero());
}

// Where the timer lives.
std::optional<duration> look_up(timer_ref timer, bool cancel) {
  process& own = process::current();
  node_core& node = own.node();
  if (timer.worker >= node.pool().size()) return std::nullopt;
  runtime::worker& home = node.pool().at(timer.worker);
  if (&home == &own.home()) return left_of(home, node.delayed(home), timer.id, cancel);
  auto left = std::make_shared<std::optional<duration>>();
  on_worker(home, [left, &home, &node, id = timer.id, cancel] {
    *left = left_of(home, node.delayed(home), id, cancel);
  });
  return *left;
}

}  // namespace
}  // namespace detail

timer_ref send_after(duration wait, pid to, term message) {
  return detail::arm(wait, to, {}, std::move(message), false);
}

timer_ref send_after(duration wait, std::string_view to, term message) {
  return detail::arm(wait, {}, to, std::move(message), false);
}

timer_ref start_timer(duration wait, pid to, term content) {
  return detail::arm(wait, to, {}, std::move(content), true);
}

timer_ref start_timer(duration wait, std::string_view to, term content) {
  return detail::arm(wait, {}, to, std::move(content), true);
}

std::optional<duration> read_timer(timer_ref timer) { return detail::look_up(timer, false); }

std::optional<duration> cancel_timer(timer_ref timer) { return detail::look_up(timer, true); }

}  // namespace fauxtp
