#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/retry_budget.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Says of a failure whether it counts. It is called while the exception is being handled, so it
/// may `throw;` and catch to look at it.
using failure_predicate = std::function<bool(const exit_reason& why)>;

/// What can be chosen for retries. Every field has a usable default.
struct retry_options {
  unsigned attempts = 5;                          ///< calls of the function, the first included
  duration min = std::chrono::milliseconds(100);  ///< the wait before the second attempt
  duration max = std::chrono::seconds(10);        ///< the longest wait; infinity: no bound
  double factor = 2;                              ///< by which each wait is longer, at least 1
  double jitter = 0.2;                            ///< by which part, 0 to 1, a wait differs
  retry_budget* budget = nullptr;                 ///< null: none
  failure_predicate only_if{};                    ///< what is retried; empty: all failures
};

namespace detail {

/// Where a retry stands: what follows the next failure.
class retry_course {
 public:
  explicit retry_course(retry_options options);
  /// Called while a failure is handled. Throws it again if it is the last one.
  void failed();
  void wait(const std::source_location& where);

 private:
  bool is_worth_it() const;

  retry_options options_;
  unsigned attempts_ = 0;
  duration wait_{};
};

template <class Exception>
bool is_handled() {
  try {
    throw;
  } catch (const Exception&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace detail

/// Calls a function until it returns, and returns what it has returned. After a failure, which is
/// any exception, it waits: `min` after the first one, then longer and longer by `factor`, up to
/// `max`, and each wait differs by chance by up to `jitter` of it. Throws the last failure.
///
/// ```cpp file=test/examples/retry.cpp region=retry
/// double price_of_tea(pid shop) {
///   return retry({.attempts = 3, .min = 50ms, .only_if = failed_with<call_error>},
///                [&] { return call(shop, price{"tea"}, 1s); });
/// }
/// ```
///
/// A failure is thrown at once, and no wait begins, if
///
///   - it was the last of the attempts, `only_if` says no, or the budget has no token;
///   - the next attempt would begin when the call that the actor serves has ended, by its deadline
///     or because its caller does not wait any more (deadline.hpp);
///   - it is an orderly end: actor_exit, cancelled_request, or an exit_error whose reason is normal
///     or a shutdown.
///
/// The time is the node's, and the chance, too, so with node_options::seed each run is the same. An
/// actor that is ended while it waits ends. Throws std::invalid_argument, before the first call, if
/// there are no attempts, if `min` is negative or infinite or greater than `max`, or if the factor
/// or the jitter is out of its range; and std::logic_error outside an actor.
template <class Function>
std::invoke_result_t<Function&> retry(
    retry_options options, Function&& function,
    const std::source_location& where = std::source_location::current()) {
  detail::retry_course course(std::move(options));
  for (;;) {
    try {
      return function();
    } catch (...) {
      course.failed();
    }
    course.wait(where);
  }
}

/// For `only_if`: the failure is one of these exceptions, or of a class derived from one.
template <class... Exceptions>
bool failed_with(const exit_reason& /*why*/) {
  return (detail::is_handled<Exceptions>() || ...);
}

}  // namespace fauxtp
#pragma GCC visibility pop
