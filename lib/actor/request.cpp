// A question that waits for its answer outside the mailbox.
#include "actor/request.hpp"

#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "actor/tracing.hpp"

namespace fauxtp::detail {

request::request() : own_(process::current()) {
  own_.waits_at({});
  own_.requests().add(*this);
}

request::request(pid asked) : own_(process::current()), asked_(asked) {
  own_.waits_at({});
  own_.check_exit();
  own_.requests().add(*this);
}

request::request(pid full, room_t) : own_(process::current()), asked_(full), for_room_(true) {
  own_.waits_at({});
  own_.requests().add(*this);
}

request::request(pid asked, kept_t) : own_(process::current()), asked_(asked), kept_(true) {
  own_.check_exit();
  own_.requests().keep(*this);
}

bool request::send(term&& question) {
  watches_ = true;
  if (is_observed && own_.traced()) [[unlikely]]
    trace_sending(own_, asked_, question);
  return post_call(asked_, own_.id(), id_, std::move(question));
}

void request::send_to_server(term&& question) {
  watches_ = true;
  post_system_call(asked_, own_.id(), id_, std::move(question));
}

void request::watch() {
  watches_ = true;
  emit<monitor_signal>(asked_, own_.id(), id_);
}

request::~request() {
  if (kept_) {
    own_.requests().forget(*this);
  } else {
    own_.requests().remove(*this);
  }
  if (watches_ && !failed_) emit<demonitor_signal>(asked_, id_);
}

void request::become_message(open_requests::to_message convert) {
  if (settled()) {
    own_.accept(*new message(own_.id(), convert(std::move(answer_), std::move(failure_))));
    return;
  }
  own_.requests().respond_by(id_, std::move(convert));
  own_.requests().forget(*this);
  // From now on the wait for the end of the other actor is a monitor like others.
  if (std::exchange(watches_, false)) own_.relations().watching(id_, asked_);
}

void request::fulfil(term&& answer, bool unwatched) noexcept {
  if (unwatched) watches_ = false;
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
