// The class form of an actor: init, run again and again, terminate.
#include "fauxtp/actor.hpp"

#include "actor/actor_body.hpp"
#include "actor/node_core.hpp"

namespace fauxtp {

actor::~actor() = default;

namespace detail {

void actor_body::run() {
  process& own = process::current();
  if (!options_.name.empty()) {
    registry& names = options_.names ? *options_.names : own.node().names();
    while (!names.register_name(options_.name, own.id())) {
      const pid holder = names.whereis(options_.name);
      if (!holder) continue;  // it has ended in between
      own.init_refused(exit_reason(tuple("already_started", holder)));
      return;
    }
  }
  const std::unique_ptr<actor> object = make_();
  make_ = nullptr;
  object->init();
  own.init_done(own.id());
  try {
    for (;;) {
      object->run();
      own.check_exit();
    }
  } catch (...) {
    const exit_reason reason = exit_reason::of_current_exception();
    const bool killed_by_signal = own.exiting();
    if (!killed_by_signal) object->terminate(reason);
    throw;
  }
}

}  // namespace detail
}  // namespace fauxtp
