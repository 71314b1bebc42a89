// The order of the results of a stream of tasks.
#include "fauxtp/async_stream.hpp"

#include <algorithm>

#include "actor/local_node.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {

stream_tasks::stream_tasks(async_stream_options options) : options_(std::move(options)) {
  std::size_t& most = options_.max_concurrency;
  if (most == 0) most = process::current().node().pool().size();
}

bool stream_tasks::has_room() {
  const std::size_t most = options_.max_concurrency;
  return tasks_.running() < most && (started_ - given_out_) / 2 < most;
}

void stream_tasks::start(std::function<term()> function) {
  const auto until = std::min(deadline_after(options_.timeout), deadline());
  tasks_.start(started_, std::move(function), options_.spawn, until);
  ++started_;
}

bool stream_tasks::wait(const std::source_location& where) {
  if (!tasks_.wait(where)) return false;
  task_end end = tasks_.take();
  if (end.late && options_.on_timeout == on_timeout::fail) throw task_error(*end.failure);
  const std::size_t place = options_.ordered ? end.number : given_out_;
  early_.emplace(place, std::move(end));
  return true;
}

std::optional<task_end> stream_tasks::next() {
  auto found = early_.extract(given_out_);
  if (!found) return std::nullopt;
  ++given_out_;
  return std::move(found.mapped());
}

}  // namespace fauxtp::detail
