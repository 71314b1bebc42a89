#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/actor.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/spawn.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What can be chosen for an actor that is started.
struct start_options {
  std::string name{};               ///< registered before init; empty: none
  std::optional<registry> names{};  ///< where it is registered; default: the node's registry
  /// How long init may take. After that the actor is killed, and the start has failed with
  /// `timeout` (G4).
  duration timeout = infinity;
  /// What can be chosen for any actor: OTP's `spawn_opt`. Its label is the name by default. Only
  /// start_link may have `link`, which changes nothing there; start and start_child throw
  /// std::invalid_argument.
  spawn_options spawn{};
  /// The starter monitors the actor from the first moment; the result of a start that is ok has the
  /// monitor. The starter is then the actor's parent, as with a linked start: a server that traps
  /// exits ends with it.
  bool monitor = false;
  /// For supervisors: the start is called off when the supervisor's own parent tells it to end, and
  /// the result has a monitor that was there from the first moment. If the supervisor is killed,
  /// the actor has `patience` to end before whoever starts the supervisor again kills it.
  bool supervised = false;
  duration patience = infinity;  ///< see `supervised`
};

/// Thrown when the pid of an actor that did not start is asked for.
class start_error : public exit_error {
 public:
  explicit start_error(const exit_reason& reason);
  ~start_error() override;
};

/// How a start went: an actor that is ready, an init that said "ignore", or the reason why the
/// start failed. Converts to the pid, and throws start_error if there is none.
class start_result {
 public:
  start_result(pid started, ref monitor = {})  // NOLINT: `return self();`
      : actor_(started), monitor_(monitor) {}
  static start_result ignore() { return start_result(std::nullopt); }
  static start_result failed(exit_reason reason) { return start_result(std::move(reason)); }

  bool ok() const noexcept { return actor_ && !reason_; }
  bool ignored() const noexcept { return !actor_ && !reason_; }
  pid value() const;
  operator pid() const { return value(); }  // NOLINT: `const pid counter = start<server>();`
  /// Why the start has failed; `normal` if it has not.
  const exit_reason& reason() const noexcept;
  /// The actor that has the name, if that is why the start has failed (O9); otherwise empty.
  pid already_started() const;
  /// What a start function has to say besides the pid, to the actor that asked a supervisor to
  /// start the child; the supervisor itself does not use it. OTP's `{ok, Pid, Info}`.
  const term& info() const noexcept;
  start_result& with_info(term info);
  std::shared_ptr<const term> shared_info() const noexcept { return info_; }
  /// The monitor of a monitored start that is ok, or of a supervised start that was called off.
  ref monitor() const noexcept { return monitor_; }
  /// If this was a supervised start that was called off, for `reason`: the actor, which is still in
  /// its init and has to be stopped. Otherwise empty.
  pid called_off() const noexcept { return reason_ ? actor_ : pid(); }
  static start_result called_off(pid unfinished, ref monitor, exit_reason order) {
    start_result result(unfinished, monitor);
    result.reason_ = std::move(order);
    return result;
  }

 private:
  explicit start_result(std::optional<exit_reason> reason) : reason_(std::move(reason)) {}
  pid actor_;
  ref monitor_;
  std::optional<exit_reason> reason_;
  std::shared_ptr<const term> info_;
};

namespace detail {

using actor_maker = std::function<std::unique_ptr<actor>()>;
start_result start_actor(actor_maker make, relation to_maker, start_options options);

template <class Actor, class... Args>
actor_maker make_later(Args&&... args) {
  static_assert(std::is_base_of_v<actor, Actor>,
                "fauxtp: what is started must be an actor or a gen_server");
  static_assert(std::is_constructible_v<Actor, std::decay_t<Args>...>,
                "fauxtp: the actor has no constructor that takes these arguments");
  // Shared, because a std::function must be copyable and the arguments need not be.
  auto held = std::make_shared<std::tuple<std::decay_t<Args>...>>(std::forward<Args>(args)...);
  return [held]() -> std::unique_ptr<actor> {
    return std::apply([](auto&... each) { return std::make_unique<Actor>(std::move(each)...); },
                      *held);
  };
}

}  // namespace detail

/// Starts an actor of a class and returns when its init, the constructor and `init()`, is done or
/// has failed. The arguments go to the constructor, which runs in the new actor.
///
/// ```cpp file=test/examples/start.cpp region=start
/// const pid first = start<till>(500);  // throws start_error if it did not start
/// const start_result second = start<till>(start_options{.name = "till", .timeout = 2s}, -1);
/// if (!second.ok()) log(severity::error, to_string(second.reason()));
/// ```
///
/// If init throws or stops, the result has its reason, and the actor's name is free again before
/// the starter gets the result (G1). If the name is taken, nothing is started (O9). Throws
/// std::logic_error outside an actor.
template <class Actor, class... Args>
start_result start(Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::none, {});
}
template <class Actor, class... Args>
start_result start(start_options options, Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::none, std::move(options));
}

/// `start`, linked from the first moment. When init fails, the starter gets the exit signal as
/// well. When a signal has ended the actor in its init, the result says so, and no exit signal
/// comes to a starter that traps exits.
template <class Actor, class... Args>
start_result start_link(Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::link, {});
}
template <class Actor, class... Args>
start_result start_link(start_options options, Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::link, std::move(options));
}

/// `start` of an actor that does not outlive the running one (the seed's `spawn_child_actor`); see
/// spawn_child.
template <class Actor, class... Args>
start_result start_child(Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::child, {});
}
template <class Actor, class... Args>
start_result start_child(start_options options, Args&&... args) {
  return detail::start_actor(detail::make_later<Actor>(std::forward<Args>(args)...),
                             detail::relation::child, std::move(options));
}

/// In init: this actor is not needed now. The start is `ignored()`, and the actor ends with
/// `normal` (G2).
[[noreturn]] void init_ignore();
/// In init: the start has failed for this reason, which is no crash: the actor ends with `normal`,
/// and nothing is reported (G5).
[[noreturn]] void init_error(exit_reason reason);

}  // namespace fauxtp
#pragma GCC visibility pop
