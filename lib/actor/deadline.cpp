// The call that an actor serves: until when its answer is wanted, and whether it still is.
#include "fauxtp/deadline.hpp"

#include <utility>

#include "actor/process.hpp"

namespace fauxtp {

using detail::process;

std::chrono::steady_clock::time_point deadline() {
  const process& own = process::current();
  return own.keeps_deadlines() ? own.served().deadline : runtime::time_point::max();
}

bool cancelled() {
  process& own = process::current();
  if (!own.keeps_deadlines()) return false;
  own.home().deliver_parcels();
  return own.is_given_up();
}

detached_deadline::detached_deadline() : before_(deadline()) {
  process& own = process::current();
  if (own.keeps_deadlines()) own.served().deadline = runtime::time_point::max();
}
detached_deadline::~detached_deadline() {
  process& own = process::current();
  if (own.keeps_deadlines()) own.served().deadline = before_;
}

cancelled_request::~cancelled_request() = default;
const char* cancelled_request::what() const noexcept {
  return "the caller does not wait for the answer any more";
}

ends_when_cancelled::ends_when_cancelled() : before_(false) {
  process& own = process::current();
  if (!own.keeps_deadlines()) return;
  before_ = std::exchange(own.served().throws, true);
  if (cancelled()) own.cancel_at_next_wait();
}
ends_when_cancelled::~ends_when_cancelled() {
  process& own = process::current();
  if (!own.keeps_deadlines()) return;
  own.served().throws = before_;
  if (!before_) own.forget_cancel();
}

}  // namespace fauxtp
