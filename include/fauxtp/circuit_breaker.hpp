#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "fauxtp/call.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/retry.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/timer.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The arguments of the actor `fauxtp/circuit_breaker`, as they stand in a file under `args`.
struct circuit_breaker_options {
  std::uint32_t failures = 5;                    ///< so many failures in a row open it; at least 1
  duration open_for = std::chrono::seconds(30);  ///< until it lets a probe through
  /// A reload that changes these restarts nothing.
  static constexpr std::array<std::string_view, 2> live_arguments{"failures", "open_for"};
  /// Throws std::invalid_argument if `failures` is 0, or `open_for` is not more than zero.
  void check() const;
};

/// Thrown in place of a call that a circuit breaker has not let through. The reason is
/// `("circuit_open", breaker)`.
class circuit_open : public exit_error {
 public:
  circuit_open(const server_ref& breaker, duration left);
  ~circuit_open() override;
  /// When it is worth to ask again.
  duration left() const noexcept { return left_; }

 private:
  duration left_;
};

namespace detail {

/// A caller wants to be let through.
struct breaker_pass {
  std::uint64_t round = 0;  ///< which outcomes belong together
  duration left{};          ///< if it is not let through
  bool granted = false;
};
struct breaker_ask {
  using reply = breaker_pass;
};
/// What has become of a call that was let through.
struct breaker_outcome {
  std::uint64_t round;
  bool failed;
};

/// One call through a breaker. If it ends without an outcome, the breaker hears of none.
class breaker_passage {
 public:
  explicit breaker_passage(const server_ref& breaker);
  void succeeded() const;
  /// Called while a failure is handled.
  void failed(const failure_predicate& counts) const;

 private:
  void tell(bool failed) const;

  const server_ref& breaker_;
  breaker_pass pass_;
};

}  // namespace detail

/// The actor of a circuit breaker; see circuit_breaker. The constructor throws
/// std::invalid_argument if `failures` is 0, or `open_for` is not more than zero.
class circuit_breaker_server : public gen_server<circuit_breaker_server, calls<detail::breaker_ask>,
                                                 casts<detail::breaker_outcome>> {
 public:
  explicit circuit_breaker_server(circuit_breaker_options options);

  detail::breaker_pass handle_call(detail::breaker_ask, from);
  void handle_cast(detail::breaker_outcome outcome);
  void handle_config_change(circuit_breaker_options options);
  /// `("closed", failures in a row)`, `("open", failures in a row)` or `("half_open", …)`.
  term state() const;

 private:
  enum class phase : unsigned char { closed, open, half_open };
  void open();
  void close();

  circuit_breaker_options options_;
  phase phase_ = phase::closed;
  std::uint32_t in_a_row_ = 0;
  std::uint64_t round_ = 1;
  time_point probe_at_{};  // unless it is closed: when the next probe is let through
};

/// Keeps calls away from a service that fails, so that their callers do not wait in vain and the
/// service can recover. It is an actor with a name, a `fauxtp/circuit_breaker` in a tree, and all
/// who call that service do it through a handle:
///
/// ```cpp file=test/examples/circuit_breaker.cpp region=circuit_breaker
/// double price_of_tea(pid shop) {
///   try {
///     return circuit_breaker("shop_breaker").call([&] { return call(shop, price{"tea"}, 1s); });
///   } catch (const circuit_open&) {  // at once: the shop is not asked
///     return 2.5;                    // what it was yesterday
///   }
/// }
/// ```
///
/// ```json file=config/service_kit.json
/// {
///   "$schema": "./schema/fauxtp-app-1.schema.json",
///   "name": "service_kit",
///   "supervisor": {
///     "children": [
///       { "name": "shop_breaker", "actor": "fauxtp/circuit_breaker", "restart": "permanent",
///         "args": { "failures": 5, "open_for": "30s" } },
///       { "name": "mail_limiter", "actor": "fauxtp/rate_limiter", "restart": "permanent",
///         "args": { "rate": 10, "burst": 20 } }
///     ]
///   }
/// }
/// ```
///
/// Closed, it lets all calls through; `failures` of them that fail in a row open it. Open, it lets
/// none through. After `open_for` it is half open: one call, the probe, goes through. If the probe
/// succeeds, the breaker is closed again; if it fails, the breaker is open for another `open_for`.
/// A probe that tells nothing, because it hangs, its caller has ended or its failure does not
/// count, is followed by the next one after `open_for`. Outcomes of calls that began before the
/// breaker has opened do not count any more.
///
/// It costs a call to the actor and a cast. If there is no such actor, `call` throws call_error.
/// A restart of the actor closes it. sys::get_state shows it.
class circuit_breaker {
 public:
  /// By the actor's name, or by its pid.
  explicit circuit_breaker(server_ref actor) : actor_(std::move(actor)) {}

  /// Calls the function, or throws circuit_open at once. What the function throws is thrown on; it
  /// is a failure unless it is an orderly end (see retry), or `counts` says no.
  template <class Function>
  std::invoke_result_t<Function&> call(Function&& function,
                                       const failure_predicate& counts = {}) const {
    const detail::breaker_passage passage(actor_);
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Function&>>) {
        function();
        passage.succeeded();
      } else {
        decltype(auto) result = function();
        passage.succeeded();
        return result;
      }
    } catch (...) {
      passage.failed(counts);
      throw;
    }
  }

 private:
  server_ref actor_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
