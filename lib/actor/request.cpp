// A question that waits for its answer outside the mailbox.
#include "actor/request.hpp"

#include "actor/process.hpp"

namespace fauxtp::detail {

request::request() : id_(make_ref()) { process::current().add_request(*this); }

request::request(pid asked) : watches_(true) {
  process& own = process::current();
  own.check_exit();
  id_ = make_ref();
  own.add_request(*this);
  own.watching(id_, asked);
  emit<monitor_signal>(asked, own.id(), id_);
}

request::request(pid asked, kept_t) : watches_(true), kept_(true) {
  process& own = process::current();
  own.check_exit();
  id_ = make_ref();
  own.keep_request(*this);
  own.watching(id_, asked);
  emit<monitor_signal>(asked, own.id(), id_);
}

request::~request() {
  process& own = process::current();
  if (kept_) {
    own.forget_request(*this);
  } else {
    own.remove_request(*this);
  }
  if (watches_) own.stop_watching(id_);
}

void request::become_message(to_message convert) {
  process& own = process::current();
  if (settled()) {
    own.accept(*new message(own.id(), convert(std::move(answer_), std::move(failure_))));
    return;
  }
  own.respond_by(id_, std::move(convert));
  own.forget_request(*this);
  watches_ = false;
}

bool request::wait(runtime::time_point deadline, wake_by others) {
  process& own = process::current();
  while (!settled()) {
    const bool woken = own.wait(wake_by::answer | others, deadline);
    // The answer may have raced with the time (C3).
    if (!woken) own.home().deliver_parcels();
    if (!woken || others != wake_by::nothing) return settled();
  }
  return true;
}

void request::fulfil(term answer) noexcept {
  if (settled()) return;
  answer_ = std::move(answer);
  if (observer_ != nullptr) observer_->settled(*this);
}

void request::fail(exit_reason reason) noexcept {
  if (settled()) return;
  failed_ = true;
  failure_ = std::move(reason);
  if (observer_ != nullptr) observer_->settled(*this);
}

}  // namespace fauxtp::detail
