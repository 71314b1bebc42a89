// The class form of an actor: init, run again and again, terminate.
#include "fauxtp/actor.hpp"

#include <stdexcept>

#include "actor/actor_body.hpp"
#include "actor/ended_by.hpp"
#include "actor/local_node.hpp"
#include "actor/registry_state.hpp"
#include "actor/throw_site.hpp"
#include "fauxtp/hibernate.hpp"

namespace fauxtp {

actor::~actor() = default;

term actor::shown_state() { return {}; }

namespace detail {

bool actor_body::init() {
  process& own = process::current();
  start_options& options = start_->options;
  if (!options.name.empty()) {
    registry& names = options.names ? *options.names : own.node().names();
    while (!names.register_name(options.name, own.id())) {
      const registry_state::holder holder = state_of(names).look_up(options.name);
      if (holder.pool) {
        own.init_refused(exit_reason(tuple("name_of_a_pool", options.name)));
        return false;
      }
      if (!holder.actor) continue;  // the holder has ended in between
      own.init_refused(exit_reason(tuple("already_started", holder.actor)));
      return false;
    }
  }
  object_ = start_->make();
  start_.reset();
  object_->init();
  own.init_done(own.id());
  return true;
}

// Inline, because an exception costs time for each frame that it leaves, and does so twice.
[[gnu::always_inline]] inline void actor_body::work() {
  process& own = process::current();
  try {
    own.check_exit();  // init may have been told to end where it did not wait
    while (!(own.wants_hibernation() && object_->may_hibernate())) {
      object_->run();
      own.check_exit();
    }
  } catch (const hibernation&) {
    throw std::logic_error(
        "fauxtp: hibernate(function) is for actors that are a function; in one of a class call "
        "hibernate(), and return");
  }
}

void actor_body::run() {
  process& own = process::current();
  if (start_ != nullptr && !init()) return;
  std::optional<exit_reason> end = ended_by([this] { note_throw_site([this] { work(); }); });
  if (!end) return own.sleep();
  if (!own.exiting()) {
    const auto last_words = [&] {
      own.meet(mishap::moment::end);
      object_->terminate(*end);
    };
    if (auto thrown = ended_by([&] { note_throw_site(last_words); })) end = std::move(thrown);
  }
  own.ends_with(std::move(*end));
}

}  // namespace detail

void trim_stack() {
  detail::process::current();  // throws outside an actor
  runtime::worker::current()->running().trim_stack();
}

void hibernate() { detail::process::current().hibernate_after_run(); }

}  // namespace fauxtp
