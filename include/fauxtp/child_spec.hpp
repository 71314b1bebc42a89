#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/actor.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/start.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

struct supervisor_spec;

/// When a child that has ended is started again (R1).
enum class restart_type : unsigned char {
  permanent,  ///< always
  transient,  ///< when its end was abnormal: not normal, shutdown or {shutdown, _}
  temporary   ///< never, and its spec is dropped
};

enum class child_type : unsigned char { worker, supervisor };

/// How long a child gets to stop after it was sent `shutdown`; after that it is killed (S4).
class shutdown_time {
 public:
  template <class Count, class Period>
  shutdown_time(std::chrono::duration<Count, Period> time)
      : time_(std::max<duration>(time, duration::zero())) {}  // NOLINT
  /// The child is killed at once.
  static shutdown_time brutal_kill() noexcept { return shutdown_time(); }

  bool is_brutal_kill() const noexcept { return brutal_; }
  duration time() const noexcept { return time_; }
  friend bool operator==(const shutdown_time&, const shutdown_time&) = default;

 private:
  shutdown_time() : time_(duration::zero()), brutal_(true) {}
  duration time_;
  bool brutal_ = false;
};

/// Starts a child, linked to the supervisor that calls the function. It is called again for each
/// restart. See child_start(); any other function that returns a start_result will do. What the
/// function throws is the reason why the child has not started.
class start_function {
 public:
  start_function() = default;
  /// `what`: how lists and reports call the actor that the function starts.
  template <class Function>
  requires(!std::same_as<std::decay_t<Function>, start_function> &&
           std::is_invocable_r_v<start_result, const std::decay_t<Function>&, start_options>)
      start_function(Function&& function, std::string what = "a function")  // NOLINT: implicit
      : function_(std::forward<Function>(function)), what_(std::move(what)) {}

  start_result operator()(start_options options) const { return function_(std::move(options)); }
  explicit operator bool() const noexcept { return static_cast<bool>(function_); }
  const std::string& what() const noexcept { return what_; }
  /// Drops the function and what it holds.
  void forget() noexcept { function_ = nullptr; }

 private:
  std::function<start_result(start_options)> function_;
  std::string what_;
};

/// How long the restarts of a child wait, so that a child that cannot work now, or that many others
/// wait for, is not started over and over. The restart after the child's n-th end in a row waits
/// min * factor^(n-1), at most max; `jitter` is the share of this time by which chance makes it
/// longer or shorter. A child that has run longer than `max`, and a child that was started by
/// restart_child, begins anew.
///
/// While a restart waits, the child counts as being restarted, and can be terminated; its
/// supervisor can end without waiting for it. Siblings that are restarted with the child
/// (one_for_all, rest_for_one) are stopped at once, and start with it. Restarts count against the
/// `intensity` when the child ends, like restarts without a delay. A failed attempt to start counts
/// as an end, too.
struct restart_delay {
  duration min{};  ///< more than zero
  duration max = std::chrono::seconds(60);
  double factor = 2;    ///< at least 1
  double jitter = 0.1;  ///< from 0 to 1

  friend bool operator==(const restart_delay&, const restart_delay&) = default;
};

/// What a supervisor knows of a child: how to start it, when to start it again, how to stop it.
///
/// ```cpp file=test/examples/supervisor.cpp region=spec
/// const child_spec front{.id = "front",
///                        .start = child_start<clerk>(7),  // copied for each start
///                        .name = "clerk",
///                        .restart = restart_type::permanent,
///                        .shutdown = 2s};
/// ```
///
/// Only `id` and `start` are required. Differs from OTP: a worker without `restart` is transient
/// (the seed restarts on errors only), a supervisor permanent, as in OTP.
struct child_spec {
  std::string id{};        ///< unique within the supervisor; default: name
  start_function start{};  ///< see child_start()
  std::string name{};      ///< its registered name, which it has before init
  /// The pool of which it is a member while it is up, under the number `spawn.instance`; see
  /// pool_of(). A supervisor above keeps the pool: supervisor_spec::pools. It leaves the pool when
  /// it is told to stop.
  std::string pool{};
  std::optional<restart_type> restart{};    ///< default: transient; permanent for a supervisor
  std::optional<shutdown_time> shutdown{};  ///< default: 5 s; infinity for a supervisor
  /// How long the child may go on before it is sent `shutdown`, to finish what it has begun; see
  /// drain.hpp.
  duration drain{};
  bool significant = false;  ///< counts for auto_shutdown
  child_type type = child_type::worker;
  /// How long init may take. OTP has no such limit for a child.
  duration start_timeout = infinity;
  /// Each start makes the actor with these options; its `on_exit` is called at each of its ends.
  /// Its label is its path in the tree, whatever they say, and a child is linked in any case.
  spawn_options spawn{};
  /// Default: restarts do not wait, as in OTP.
  std::optional<fauxtp::restart_delay> restart_delay{};
};

std::string_view to_string(restart_type restart) noexcept;
std::string_view to_string(child_type type) noexcept;
std::string to_string(const shutdown_time& time);

namespace detail {
start_function start_function_of(actor_maker make, std::string what);
start_result start_function_actor(std::function<void()> function, start_options options);
}  // namespace detail

/// How to start an actor of a class. Each start gets its own copies of the arguments, so that a
/// restarted child begins as the first one did (R8).
template <class Actor, class... Args>
start_function child_start(Args&&... args) {
  static_assert(std::is_base_of_v<actor, Actor>,
                "fauxtp: what is started must be an actor or a gen_server");
  static_assert((std::is_copy_constructible_v<std::decay_t<Args>> && ...),
                "fauxtp: a child is started again with copies of its arguments, so they must be "
                "copyable");
  static_assert(std::is_constructible_v<Actor, const std::decay_t<Args>&...>,
                "fauxtp: the actor has no constructor that takes these arguments");
  auto held =
      std::make_shared<const std::tuple<std::decay_t<Args>...>>(std::forward<Args>(args)...);
  return detail::start_function_of(
      [held] {
        return std::apply(
            [](const auto&... each) -> std::unique_ptr<actor> {
              return std::make_unique<Actor>(each...);
            },
            *held);
      },
      type_name<Actor>());
}

/// How to start an actor that is a plain function. The child counts as started when it is about to
/// run.
template <class Function>
requires(!std::same_as<std::invoke_result_t<Function&>, supervisor_spec>) start_function
    child_start(Function function) {
  return [function = std::move(function)](start_options options) {
    return detail::start_function_actor(function, std::move(options));
  };
}

}  // namespace fauxtp
#pragma GCC visibility pop
