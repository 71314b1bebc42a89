#pragma once

#include <cstddef>
#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/detail/task_set.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What can be chosen for a group of tasks. Every field has a usable default.
struct task_group_options {
  /// How many tasks run at once; 0: as many as are spawned.
  std::size_t max_concurrency = 0;
  /// How long all of them may take together, from when the group is made.
  duration timeout = infinity;
  /// For each task. They are spread over the workers, so what they share must be safe for several
  /// threads; `.spawn = {.place = placement::here}` keeps them on the worker of their owner.
  spawn_options spawn{.place = placement::spread};
};

/// Tasks that end as one (structured concurrency): none of them outlives the group, whatever way
/// its scope is left, so they may use what lives outside of it.
///
/// ```cpp file=test/examples/task_group.cpp region=task_group
/// std::vector<double> prices_of(const std::vector<pid>& shops) {
///   task_group group({.max_concurrency = 8, .timeout = 2s});
///   for (const pid shop : shops) group.spawn([shop] { return call(shop, price{"tea"}); });
///   return group.join<double>();  // in the order of the shops; throws if one of them fails
/// }
/// ```
///
/// The first task that fails, by an exception, by `stop` or by its end through others, ends the
/// others at once: they are killed, as children are, also if their owner does something else
/// meanwhile. The group has failed then, and stays so: `spawn` and `join` throw task_error with the
/// reason of the first failure. If tasks run when the time is up, or are spawned afterwards, the
/// group fails with `timeout`. The end of the scope kills what still runs, and waits until it has
/// ended; a task that is in blocking() can not be killed before that returns.
///
/// The tasks are children of the actor that has made the group, their owner: if it ends, they end.
/// They keep the deadline of the call that the owner serves (deadline.hpp), and the group's time
/// ends with it, too. Nothing of the group comes into the owner's mailbox, and other messages are
/// left alone. Only the owner may use the group: in another actor, as one of the tasks is, `spawn`
/// and `join` throw std::logic_error. A task may have a group of its own. It should not call its
/// owner, which does not answer while it waits for the task.
///
/// OTP has no such thing: there a task that is linked to its owner takes the owner with it.
class task_group {
 public:
  explicit task_group(task_group_options options = {});

  /// Runs a function as a task, and returns the task's pid. If max_concurrency tasks run, waits
  /// until one of them has ended.
  template <class Function>
  pid spawn(Function function,
            const std::source_location& where = std::source_location::current()) {
    return launch(detail::as_work(std::move(function)), where);
  }

  /// Waits until all tasks have ended. Throws task_error if the group has failed, when its other
  /// tasks have ended, too. After a join that returns the group is empty, and can be used again;
  /// its time goes on.
  void join(const std::source_location& where = std::source_location::current()) { results(where); }
  /// The same, and returns what the functions have returned, in the order in which they were
  /// spawned. All of them return a T.
  template <class T>
  std::vector<T> join(const std::source_location& where = std::source_location::current()) {
    static_assert(!std::is_void_v<T>, "fauxtp: join() waits for tasks that return nothing");
    std::vector<T> all;
    for (term& each : results(where)) all.push_back(std::move(each).template as<T>());
    return all;
  }

  /// How many tasks have not ended yet.
  std::size_t running() const { return tasks_.running(); }

 private:
  pid launch(std::function<term()> function, const std::source_location& where);
  std::vector<term> results(const std::source_location& where);
  void take_ended();
  [[noreturn]] void fail(const std::source_location& where);

  task_group_options options_;
  std::vector<term> results_;  // by the numbers of the tasks
  detail::task_set tasks_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
