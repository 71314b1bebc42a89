// Tasks that end as one.
#include "fauxtp/task_group.hpp"

#include <algorithm>

#include "fauxtp/deadline.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp {

task_group::task_group(task_group_options options) : options_(std::move(options)) {
  tasks_.fails_as_one();
  tasks_.end_at(std::min(deadline_after(options_.timeout), deadline()));
}

pid task_group::launch(std::function<term()> function, const std::source_location& where) {
  const std::size_t most = options_.max_concurrency;
  while (tasks_.running() >= most && most != 0 && tasks_.wait(where)) take_ended();
  tasks_.check_time();
  if (tasks_.failure() != nullptr) fail(where);
  const std::size_t number = results_.size();
  results_.emplace_back();
  return tasks_.start(number, std::move(function), options_.spawn);
}

std::vector<term> task_group::results(const std::source_location& where) {
  while (tasks_.wait(where)) take_ended();
  if (tasks_.failure() != nullptr) fail(where);
  return std::exchange(results_, {});
}

void task_group::take_ended() {
  while (tasks_.has_ended()) {
    detail::task_end end = tasks_.take();
    results_[end.number] = std::move(end.value);
  }
}

void task_group::fail(const std::source_location& where) {
  while (tasks_.wait(where)) tasks_.take();
  throw task_error(*tasks_.failure());
}

}  // namespace fauxtp
