// When calls to a service go through.
#include "fauxtp/circuit_breaker.hpp"

#include <stdexcept>
#include <string>

#include "behaviour/orderly_end.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/mailbox_limit.hpp"

namespace fauxtp {

void circuit_breaker_options::check() const {
  if (failures == 0) {
    throw std::invalid_argument("the \"failures\" of a circuit breaker must be at least 1, not 0");
  }
  if (open_for <= duration::zero()) {
    throw std::invalid_argument("the \"open_for\" of a circuit breaker must be more than zero");
  }
}

circuit_breaker_server::circuit_breaker_server(circuit_breaker_options options)
    : options_(options) {
  options_.check();
}

detail::breaker_pass circuit_breaker_server::handle_call(detail::breaker_ask, from) {
  if (phase_ == phase::closed) return {.round = round_, .granted = true};
  const time_point time = now();
  if (time < probe_at_) return {.left = probe_at_ - time};
  phase_ = phase::half_open;
  probe_at_ = deadline_after(options_.open_for);  // for the next probe, if this one tells nothing
  return {.round = ++round_, .granted = true};
}

void circuit_breaker_server::handle_cast(detail::breaker_outcome outcome) {
  if (outcome.round != round_) return;
  if (!outcome.failed) return close();
  ++in_a_row_;
  if (phase_ == phase::half_open || in_a_row_ >= options_.failures) open();
}

void circuit_breaker_server::open() {
  phase_ = phase::open;
  probe_at_ = deadline_after(options_.open_for);
  ++round_;
}

void circuit_breaker_server::close() {
  phase_ = phase::closed;
  in_a_row_ = 0;
}

void circuit_breaker_server::handle_config_change(circuit_breaker_options options) {
  options_ = options;
}

term circuit_breaker_server::state() const {
  const char* name = phase_ == phase::closed ? "closed"
                     : phase_ == phase::open ? "open"
                                             : "half_open";
  return tuple(name, static_cast<std::int64_t>(in_a_row_));
}

circuit_open::circuit_open(const server_ref& breaker, duration left)
    : exit_error(exit_reason(tuple("circuit_open", to_string(breaker))),
                 "not called: the circuit breaker " + to_string(breaker) + " is open"),
      left_(left) {}
circuit_open::~circuit_open() = default;

namespace detail {

breaker_passage::breaker_passage(const server_ref& breaker)
    : breaker_(breaker), pass_(call(breaker, breaker_ask())) {
  if (!pass_.granted) throw circuit_open(breaker, pass_.left);
}

// An outcome for which the breaker has no room is lost: what the caller gets must not depend on it.
void breaker_passage::tell(bool failed) const {
  try {
    cast(breaker_, breaker_outcome{pass_.round, failed});
  } catch (const mailbox_full&) {
  }
}

void breaker_passage::succeeded() const { tell(false); }

void breaker_passage::failed(const failure_predicate& counts) const {
  if (is_orderly_end()) return;
  if (counts && !counts(exit_reason::of_current_exception())) return;
  tell(true);
}

}  // namespace detail
}  // namespace fauxtp
