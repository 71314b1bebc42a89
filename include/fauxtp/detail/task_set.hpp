// Tasks of one actor, whose ends come past its mailbox: what task_group and async_stream share.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// How a task has ended: with a value, or with the reason why it has none.
struct task_end {
  std::size_t number;
  term value;
  std::optional<exit_reason> failure;
  bool late = false;  ///< it was killed because it took too long
};

/// Children of the actor that has made the set. The set's end kills them, and waits until they have
/// ended. An end wakes the actor as the answer to a call does, so the mailbox has no part in it.
/// Other actors may not use the set: start, running and wait throw std::logic_error there.
class task_set {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  task_set();
  ~task_set();
  task_set(const task_set&) = delete;
  task_set& operator=(const task_set&) = delete;

  /// A task that has not ended until then is killed, and has failed with `timeout`.
  pid start(std::size_t number, std::function<term()> function, const spawn_options& options,
            time_point until = time_point::max());
  /// How many have not ended, as far as signals that have come tell.
  std::size_t running() const;
  /// Whether one has ended that was not taken.
  bool has_ended() const noexcept;
  /// Waits until there is one to take. False if none runs and none is left to take.
  bool wait(const std::source_location& where);
  /// The first that has ended; only if there is one.
  task_end take();

  /// From now on the first failure of a task ends the others.
  void fails_as_one() noexcept;
  /// Tasks that run then fail as one, with `timeout`.
  void end_at(time_point until);
  /// Before another task begins: if the time is up, they fail.
  void check_time();
  /// Why they have failed as one; null if they have not.
  const exit_reason* failure() const noexcept;

 private:
  struct state;
  void check_owner() const;

  std::unique_ptr<state> state_;
};

/// A std::function copies what it holds, so what can only be moved is shared.
template <class Function>
std::function<term()> as_work(Function function) {
  if constexpr (std::is_copy_constructible_v<Function>) {
    return as_term(std::move(function));
  } else {
    return as_term([held = std::make_shared<Function>(std::move(function))]() -> decltype(auto) {
      return (*held)();
    });
  }
}

}  // namespace fauxtp::detail
#pragma GCC visibility pop
