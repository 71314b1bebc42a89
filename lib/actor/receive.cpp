// The running actor's look through its mailbox.
#include "fauxtp/receive.hpp"

#include "actor/node_core.hpp"

namespace fauxtp {
namespace detail {

mailbox_scan::mailbox_scan()
    : owner_(process::current()), link_(owner_.messages().first()), deadline_(time_point::max()) {
  owner_.check_exit();
}

void mailbox_scan::limit(duration wait) {
  deadline_ = owner_.deadline_after(wait);
  only_looks_ = wait <= duration::zero();
}

const term* mailbox_scan::next() {
  if (shown_) link_ = &(*link_)->next;
  shown_ = *link_ != nullptr;
  return shown_ ? &static_cast<message*>(*link_)->content : nullptr;
}

term mailbox_scan::take() {
  const std::unique_ptr<message> taken(owner_.messages().take(link_));
  shown_ = false;
  owner_.took_message();
  return std::move(taken->content);
}

bool mailbox_scan::wait() {
  const auto arrived = [this] { return *link_ != nullptr; };
  if (!std::exchange(polled_, true)) {
    // What other threads have sent may still lie in the worker's inbox.
    owner_.home().deliver_parcels();
    owner_.check_exit();
    if (arrived()) return true;
  }
  if (only_looks_) return false;
  while (!arrived()) {
    if (!owner_.wait(wake_by::message, deadline_)) return arrived();
  }
  return true;
}

}  // namespace detail

void sleep(duration wait) {
  detail::process& own = detail::process::current();
  const auto until = own.deadline_after(wait);
  while (own.wait(detail::wake_by::end, until)) {
  }
}

}  // namespace fauxtp
