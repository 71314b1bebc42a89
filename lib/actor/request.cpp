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

request::~request() {
  process& own = process::current();
  own.remove_request(*this);
  if (watches_) own.stop_watching(id_);
}

bool request::wait(runtime::time_point deadline, wake_by others) {
  process& own = process::current();
  const auto settled = [this] { return answer_.has_value() || failed_; };
  while (!settled()) {
    const bool woken = own.wait(wake_by::answer | others, deadline);
    // The answer may have raced with the time (C3).
    if (!woken) own.home().deliver_parcels();
    if (!woken || others != wake_by::nothing) return settled();
  }
  return true;
}

}  // namespace fauxtp::detail
