// Adds up how long children may take to start and to stop.
#include "declaration/bounds.hpp"

#include <algorithm>
#include <variant>

namespace fauxtp {
namespace {

void add(time_limit& sum, const time_limit& more) {
  if (sum.time == infinity) return;
  if (more.time == infinity || sum.time > infinity - more.time) {
    sum = {infinity, more.because};
  } else {
    sum.time += more.time;
  }
}

time_limit times(const time_limit& one, std::size_t count) {
  const auto factor = static_cast<duration::rep>(count);
  if (one.time == infinity || one.time > infinity / factor) return {infinity, one.because};
  return {one.time * factor, one.because};
}

time_bounds bounds_of_worker(const worker_entry& worker, const std::string& path) {
  const std::string own = path + "/" + worker.id;
  const std::size_t count = worker.instances.value_or(1);
  time_limit stop{worker.drain, own};
  add(stop, {worker.shutdown.time(), own});
  return {times({worker.start_timeout, own}, count), times(stop, count)};
}

/// The time that the slowest child may take: those of a killed supervisor stop at the same time.
time_limit limit_when_killed(const supervisor_entry& supervisor, const std::string& path) {
  time_limit longest;
  for (const child_entry& each : supervisor.children) {
    const time_limit limit = bounds_of(each, path).stop;
    if (limit.time > longest.time) longest = limit;
  }
  return longest;
}

}  // namespace

time_bounds bounds_of(const child_entry& child, const std::string& path) {
  if (const auto* worker = std::get_if<worker_entry>(&child.spec)) {
    return bounds_of_worker(*worker, path);
  }
  const auto& inner = std::get<supervisor_entry>(child.spec);
  const std::string own = path + "/" + inner.id;
  time_bounds bounds = bounds_of(inner, own);
  if (inner.shutdown.time() < bounds.stop.time) {
    time_limit until_killed{inner.shutdown.time(), own};
    add(until_killed, limit_when_killed(inner, own));
    if (until_killed.time < bounds.stop.time) bounds.stop = until_killed;
  }
  return bounds;
}

time_bounds bounds_of(const supervisor_entry& supervisor, const std::string& path) {
  time_bounds sum;
  // A dynamic supervisor starts without children, and tells them all to stop at the same time.
  if (supervisor.is_dynamic) {
    sum.stop = bounds_of(supervisor.children.front(), path).stop;
    return sum;
  }
  for (const child_entry& each : supervisor.children) {
    const time_bounds of_child = bounds_of(each, path);
    add(sum.start, of_child.start);
    add(sum.stop, of_child.stop);
  }
  return sum;
}

}  // namespace fauxtp
