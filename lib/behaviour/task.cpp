// Functions as actors, with a result.
#include "fauxtp/task.hpp"

#include "actor/local_node.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {

task_error::task_error(const exit_reason& reason)
    : exit_error(reason, "the task has no result: " + to_string(reason)) {}
task_error::~task_error() = default;

namespace detail {
namespace {

struct task_value {
  pid task;
  term value;
};

}  // namespace

task_core::task_core(std::function<term()> function)
    : made_(launch_body(
          make_body([function = std::move(function), maker = self(), until = deadline()] {
            process::current().keeps_deadline_of(until);
            term value = function();
            send(maker, task_value{self(), std::move(value)});
          }),
          relation::child, {}, {}, true)) {}

term task_core::join(duration wait) {
  const auto is_ours = [this](const task_value& value) { return value.task == made_.actor; };
  const auto is_end = [this](const down& end) { return end.monitor == made_.monitor; };
  return receive(on(where(is_ours),
                    [this](task_value result) {
                      demonitor(made_.monitor, true);
                      return std::move(result.value);
                    }),
                 on(where(is_end), [](down end) -> term { throw task_error(end.reason); }),
                 after(wait, []() -> term { throw task_error(exit_reason::timeout); }));
}

pid spawn_notifying(std::function<term()> function, pid parent, std::string success,
                    std::string failure) {
  return spawn_child([function = std::move(function), parent, success = std::move(success),
                      failure = std::move(failure)] {
    term value;
    try {
      value = function();
    } catch (...) {
      send(parent, tuple(failure, self(), exit_reason::of_current_exception()));
      throw;
    }
    send(parent, tuple(success, self(), std::move(value)));
  });
}

}  // namespace detail
}  // namespace fauxtp
