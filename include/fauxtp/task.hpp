#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Thrown when a task ended without a result, or did not end in time. An actor that does not catch
/// it ends with `reason()`: the task's exit reason, or `timeout`.
class task_error : public exit_error {
 public:
  explicit task_error(const exit_reason& reason);
  ~task_error() override;
};

namespace detail {
/// A function as a child actor, and the wait for what it returns.
class task_core {
 public:
  explicit task_core(std::function<term()> function);
  pid actor() const noexcept { return made_.actor; }
  term join(duration wait);

 private:
  spawned made_;
};

template <class Function>
std::function<term()> as_term(Function function) {
  return [function = std::move(function)]() mutable -> term {
    if constexpr (std::is_void_v<std::invoke_result_t<Function&>>) {
      function();
      return {};
    } else {
      return term(function());
    }
  };
}

pid spawn_notifying(std::function<term()> function, pid parent, std::string success,
                    std::string failure);
}  // namespace detail

/// A function that runs as an actor of its own, and its result. The task is a child of the actor
/// that has made it: it does not outlive that actor.
///
/// ```cpp file=test/examples/task.cpp region=task
/// auto left = spawn_task([] { return 6; });
/// auto right = spawn_task([] { return 7; });
/// const int product = left.join() * right.join(1s);
///
/// spawn_and_notify([] { return "tea is ready"; }, self());
/// const auto news =
///     receive(on(tuple("$$success", ignore, any), [](std::string text) { return text; }));
/// ```
///
/// If a task is never joined, its result stays in the mailbox of the actor that has made it. For
/// work whose result is not wanted use spawn_child, and for work that blocks a thread use blocking.
/// For tasks that belong together see task_group.hpp and async_stream.hpp.
template <class T>
class task {
 public:
  template <class Function>
  explicit task(Function function) : core_(detail::as_term(std::move(function))) {}

  pid actor() const noexcept { return core_.actor(); }

  /// Waits for what the function returns. Throws task_error if the task ended otherwise, or with
  /// `timeout` if it is not done in time; the task goes on then, and may be joined again. A result
  /// can be taken once, by the actor that has made the task.
  T join(duration wait = infinity) {
    term value = core_.join(wait);
    if constexpr (!std::is_void_v<T>) return std::move(value).template as<T>();
  }

 private:
  detail::task_core core_;
};

template <class Function>
task(Function) -> task<std::invoke_result_t<Function&>>;

/// The seed's `Task.spawn`: `auto work = spawn_task([] { return 6 * 7; }); work.join();`
template <class Function>
task<std::invoke_result_t<Function&>> spawn_task(Function function) {
  return task<std::invoke_result_t<Function&>>(std::move(function));
}

/// Runs the function as a child actor, and sends `parent` the message `(success, pid, result)` when
/// the function is done, or `(failure, pid, exit_reason)` when it has failed; returns the child's
/// pid.
template <class Function>
pid spawn_and_notify(Function function, pid parent, std::string success = "$$success",
                     std::string failure = "$$failure") {
  return detail::spawn_notifying(detail::as_term(std::move(function)), parent, std::move(success),
                                 std::move(failure));
}

}  // namespace fauxtp
#pragma GCC visibility pop
