// The running actor's look through its mailbox.
#include "fauxtp/receive.hpp"

#include "actor/process.hpp"

namespace fauxtp {
namespace detail {

mailbox_scan::mailbox_scan(const std::source_location& where)
    : owner_(process::current()),
      where_(where),
      link_(owner_.messages().first()),
      deadline_(time_point::max()) {
  owner_.check_exit();
  if (owner_.is_limited()) [[unlikely]]
    enter();
  show();
}

void mailbox_scan::enter() {
  outer_ = owner_.limited().begin_scan(*this);
  is_known_ = true;
}

void mailbox_scan::leave() noexcept { owner_.limited().end_scan(outer_); }

void mailbox_scan::step_back(mailbox_scan* newest, runtime::parcel** gone) noexcept {
  for (mailbox_scan* each = newest; each != nullptr; each = each->outer_) {
    if (each->link_ == &(*gone)->next) each->link_ = gone;
  }
}

bool mailbox_scan::shows(const mailbox_scan* newest, const term& content) noexcept {
  for (const mailbox_scan* each = newest; each != nullptr; each = each->outer_) {
    if (each->shown_ == &content) return true;
  }
  return false;
}

void mailbox_scan::see_first(mailbox_scan* newest, runtime::parcel** link) noexcept {
  for (mailbox_scan* each = newest; each != nullptr; each = each->outer_) {
    if (each->shown_ == nullptr) {
      each->link_ = link;
    } else {
      if (each->link_ == link) each->link_ = &(*link)->next;
      each->again_ = true;
    }
  }
}

void mailbox_scan::look_again() noexcept {
  if (!std::exchange(again_, false)) return;
  link_ = owner_.messages().first();
  show();
}

void mailbox_scan::show() noexcept {
  shown_ = *link_ == nullptr ? nullptr : &static_cast<message*>(*link_)->content;
}

void mailbox_scan::limit(duration wait) {
  deadline_ = owner_.deadline_after(wait);
  only_looks_ = wait <= duration::zero();
}

void mailbox_scan::next() noexcept {
  link_ = &(*link_)->next;
  show();
}

term mailbox_scan::take() {
  const bool minds_taking = owner_.minds_taking();
  if (minds_taking) [[unlikely]] {
    // A look that is not known to its actor may have seen one with priority come before this one.
    while (&static_cast<message*>(*link_)->content != shown_) link_ = &(*link_)->next;
  }
  const std::unique_ptr<message> taken(owner_.messages().take(link_));
  shown_ = nullptr;
  if (minds_taking) [[unlikely]] {
    owner_.has_shrunk(*taken);
    owner_.keeps(taken->content);
    owner_.meet(mishap::moment::message);
  }
  owner_.has_taken();
  return std::move(taken->content);
}

void mailbox_scan::begins_to_wait() { owner_.waits_at(where_); }

void mailbox_scan::lets_senders_go() {
  if (!owner_.is_limited()) [[likely]]
    return;
  owner_.limited().let_senders_go();
  look_again();
}

bool mailbox_scan::wait() {
  if (only_looks_) return poll();
  begins_to_wait();
  bool in_time = true;
  while (shown_ == nullptr && in_time) {
    lets_senders_go();
    if (shown_ != nullptr) [[unlikely]]
      break;
    in_time = owner_.wait(wake_by::message, deadline_);
    show();
  }
  return shown_ != nullptr;
}

// Messages that other threads have sent may still lie in the worker's inbox.
bool mailbox_scan::poll() {
  if (!std::exchange(polled_, true)) {
    owner_.home().deliver_parcels();
    owner_.check_exit();
    show();
  }
  look_again();
  return shown_ != nullptr;
}

}  // namespace detail

void sleep(duration wait, std::source_location where) {
  detail::process& own = detail::process::current();
  own.waits_at(where);
  const auto until = own.deadline_after(wait);
  while (own.wait(detail::wake_by::end, until)) {
  }
}

}  // namespace fauxtp
