// Messages that are sent later.
#include "fauxtp/timer.hpp"

#include <stdexcept>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/registry_state.hpp"
#include "actor/signals.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {
namespace detail {

namespace {

// The place of a timer that was armed from another worker.
constexpr std::uint32_t unknown_place = ~std::uint32_t{0};

}  // namespace

void delayed_message::expired() noexcept {
  const bool to_a_name = seldom_ != nullptr && !seldom_->name.empty();
  const pid to = to_a_name ? state_of(node_.names()).receiver(seldom_->name) : to_;
  if (seldom_ != nullptr && seldom_->period != duration::zero()) return send_again(to);
  send(to, std::move(content_));
  node_.delayed(*runtime::worker::current()).erase(*this);
}

void delayed_message::send_again(pid to) noexcept {
  try {
    send(to, content_.clone());
  } catch (...) {  // there is no memory for this one, or the message's own copy has failed
  }
  runtime::worker& home = *runtime::worker::current();
  const duration late = home.time().now() - deadline();
  const duration period = seldom_->period;
  home.timers().arm(*this, runtime::deadline_after(deadline() + late / period * period, period));
}

timer_ref delayed_messages::next(ref id, const runtime::worker& home) const noexcept {
  return {id, static_cast<std::uint32_t>(home.index()), all_.next()};
}

delayed_message& delayed_messages::make(local_node& node, timer_ref id, pid to,
                                        std::string_view name, term&& content, duration period) {
  const bool from_afar = id.place == unknown_place;
  id.place = all_.next();
  delayed_message& made = all_.make(id.id.value(), node, id, to, name, std::move(content), period);
  if (from_afar) from_afar_.emplace(id.id, id.place);
  made.from_afar_ = from_afar;
  return made;
}

delayed_message* delayed_messages::find(timer_ref timer) noexcept {
  if (timer.place == unknown_place) {
    const auto found = from_afar_.find(timer.id);
    if (found == from_afar_.end()) return nullptr;
    timer.place = found->second;
  }
  return all_.find(timer.place, timer.id.value());
}

void delayed_messages::erase(delayed_message& armed) noexcept {
  if (armed.from_afar_) from_afar_.erase(armed.id_);
  all_.destroy(armed.place_);
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

namespace {

timer_ref arm(duration wait, pid to, std::string_view name, term content, bool tells_of_itself,
              duration period = {}) {
  process& own = process::current();
  local_node& node = own.node();
  process* const receiver = name.empty() ? local(to) : nullptr;
  runtime::worker* home = name.empty() && receiver == nullptr ? node.worker_of(to) : nullptr;
  delayed_messages& here = node.delayed(own.home());
  timer_ref made = here.next(make_ref(), own.home());
  if (home != nullptr) {
    made.worker = static_cast<std::uint32_t>(home->index());
    made.place = unknown_place;
  }
  if (tells_of_itself) content = timeout{made, std::move(content)};
  const auto deadline = own.deadline_after(wait);
  if (home != nullptr) {
    emit<arm_signal>(to, made, deadline, std::move(content), period);
  } else if (receiver != nullptr || !name.empty() || is_alive(to)) {  // or it lives on another node
    delayed_message& later = here.make(node, made, to, name, std::move(content), period);
    if (receiver != nullptr) later.join(receiver->timers());
    own.home().timers().arm(later, deadline);
  }
  own.has_sent(0);
  return made;
}

timer_ref arm_interval(duration period, pid to, std::string_view name, const term& message) {
  if (period <= duration::zero()) {
    throw std::invalid_argument("fauxtp: send_interval: the period must be more than zero");
  }
  return arm(period, to, name, message.clone(), false, period);
}

std::optional<duration> left_of(runtime::worker& home, delayed_messages& armed, timer_ref timer,
                                bool cancel) {
  delayed_message* found = armed.find(timer);
  if (found == nullptr) return std::nullopt;
  const duration left = found->deadline() - home.time().now();
  if (cancel) {
    home.timers().cancel(*found);
    armed.erase(*found);
  }
  return std::max(left, duration::zero());
}

// Looks the timer up on the worker on which it lives.
std::optional<duration> look_up(timer_ref timer, bool cancel) {
  process& own = process::current();
  local_node& node = own.node();
  if (timer.worker >= node.pool().size()) return std::nullopt;
  runtime::worker& home = node.pool().at(timer.worker);
  if (&home == &own.home()) {
    const auto left = left_of(home, node.delayed(home), timer, cancel);
    own.has_sent(0);
    return left;
  }
  auto left = std::make_shared<std::optional<duration>>();
  on_worker(home, [left, &home, &node, timer, cancel] {
    *left = left_of(home, node.delayed(home), timer, cancel);
  });
  return *left;
}

}  // namespace
}  // namespace detail

time_point now() { return detail::process::current().now(); }
time_point deadline_after(duration wait) { return detail::process::current().deadline_after(wait); }

std::chrono::system_clock::time_point wall_clock() {
  return detail::process::current().home().time().wall();
}

timer_ref send_after(duration wait, pid to, term message) {
  return detail::arm(wait, to, {}, std::move(message), false);
}

timer_ref send_after(duration wait, std::string_view to, term message) {
  return detail::arm(wait, {}, to, std::move(message), false);
}

timer_ref send_interval(duration period, pid to, const term& message) {
  return detail::arm_interval(period, to, {}, message);
}

timer_ref send_interval(duration period, std::string_view to, const term& message) {
  return detail::arm_interval(period, {}, to, message);
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
