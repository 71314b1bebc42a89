// Starting actors and waiting until they are ready.
#include "fauxtp/start.hpp"

#include <stdexcept>

#include "actor/actor_body.hpp"
#include "actor/local_node.hpp"
#include "actor/request.hpp"
#include "actor/running.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"

namespace fauxtp {

start_error::start_error(const exit_reason& reason)
    : exit_error(reason, "the actor did not start: " + to_string(reason)) {}
start_error::~start_error() = default;

pid start_result::value() const {
  if (ok()) return actor_;
  throw start_error(reason_ ? *reason_ : exit_reason(term("ignore")));
}

const exit_reason& start_result::reason() const noexcept {
  static const exit_reason none;
  return reason_ ? *reason_ : none;
}

const term& start_result::info() const noexcept {
  static const term none;
  return info_ ? *info_ : none;
}

start_result& start_result::with_info(term info) {
  info_ = std::make_shared<const term>(std::move(info));
  return *this;
}

pid start_result::already_started() const {
  const term& detail = reason().detail();
  if (detail.kind() != term_kind::tuple || detail.size() != 2) return {};
  if (detail[0] != "already_started" || !detail[1].is<pid>()) return {};
  return detail[1].as<pid>();
}

void init_ignore() {
  detail::process::current().init_refused(term("ignore"));
  stop();
}

void init_error(exit_reason reason) {
  detail::process::current().init_refused(term(std::move(reason)));
  stop();
}

namespace detail {
namespace {

// How long a start that is given up waits for the end of the actor that it has killed. The actor
// ends at once, unless its init blocks its thread.
constexpr duration time_to_die = std::chrono::seconds(1);

// The actor of a start that is given up must not be heard of any more (G4), and not be in the way
// of the next start: its name must be free.
void give_up(const spawned& made, relation to_maker) {
  if (to_maker == relation::link) {
    unlink(made.actor);
    process::current().messages().remove_first([&](const term& message) {
      const exit_signal* found = message.get_if<exit_signal>();
      return found != nullptr && found->from == made.actor;
    });
  }
  request end(made.actor);
  end.watch();
  exit(made.actor, exit_reason::kill);
  end.wait(process::current().deadline_after(time_to_die));
}

// The actor's end is told as the result of the start, and not once more.
void take_exit_signal(pid ended) {
  const auto of_it = [ended](const exit_signal& signal) { return signal.from == ended; };
  receive(on(where(of_it), [](const exit_signal&) {}));
}

enum class waited { ready, timeout, called_off };

waited wait_until_ready(request& ready, duration timeout, bool supervised) {
  process& own = process::current();
  const auto deadline = own.deadline_after(timeout);
  for (;;) {
    // The order to end may have come before this start.
    if (supervised) own.home().deliver_parcels();
    if (supervised && own.order_to_end() != nullptr) return waited::called_off;
    if (ready.wait(deadline, supervised ? wake_by::message : wake_by::nothing))
      return waited::ready;
    if (own.now() >= deadline) return waited::timeout;
  }
}

}  // namespace

start_result start_actor(actor_maker make, relation to_maker, start_options options) {
  if (options.spawn.link && to_maker != relation::link) {
    throw std::invalid_argument("fauxtp: use start_link to start an actor that is linked");
  }
  if (!options.name.empty()) {
    const registry& names = options.names ? *options.names : process::current().node().names();
    if (const pid holder = names.whereis(options.name)) {
      return start_result::failed(exit_reason(tuple("already_started", holder)));
    }
  }
  spawn_options spawning = std::move(options.spawn);
  if (spawning.label.empty()) spawning.label = options.name;
  const duration timeout = options.timeout;
  const bool supervised = options.supervised;
  const duration patience = options.patience;
  const bool monitored = supervised || options.monitor;
  request ready;
  const spawned made =
      launch_body(std::make_unique<actor_body>(std::move(make), std::move(options)), to_maker,
                  std::move(spawning), ready.id(), monitored);
  if (supervised) supervises(made.monitor, made.actor, patience);
  // An init that asks its starter fails, so that the two do not hang.
  const wait_edge waits(process::current().slot());
  switch (wait_until_ready(ready, timeout, supervised)) {
    case waited::ready:
      break;
    case waited::timeout:
      give_up(made, to_maker);
      if (monitored) demonitor(made.monitor, true);
      return start_result::failed(exit_reason::timeout);
    case waited::called_off:
      return start_result::called_off(made.actor, made.monitor, *process::current().order_to_end());
  }
  term& answer = *ready.answer();
  if (answer.is<pid>()) return {answer.as<pid>(), made.monitor};
  if (monitored) demonitor(made.monitor, true);
  if (const auto* killed = answer.get_if<killed_in_init>()) {
    if (to_maker == relation::link && process::current().traps_exit()) take_exit_signal(made.actor);
    return start_result::failed(killed->reason);
  }
  if (const auto* reason = answer.get_if<exit_reason>()) return start_result::failed(*reason);
  return start_result::ignore();
}

}  // namespace detail
}  // namespace fauxtp
