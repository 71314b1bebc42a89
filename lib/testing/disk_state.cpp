// How often a disk fails, and how much it takes.
#include "testing/disk_state.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace fauxtp::testing {

// Who is asked may wait, or take the power: so nothing is locked meanwhile.
disk_state::entry disk_state::enter(disk_operation about_to) {
  runtime::interleaver::choice_point();
  std::unique_lock lock(guard);
  int error = 0;
  if (const auto asked = decides) {
    lock.unlock();
    error = (*asked)(about_to);
    lock.lock();
  }
  return {std::move(lock), error, about_to.size};
}

int disk_state::begin() {
  ++operations;
  if (faults.stops_after == 0) return EIO;
  --faults.stops_after;
  return 0;
}

int disk_state::fault(int error) {
  if (error == 0 || faults.failures == 0) return 0;
  --faults.failures;
  return error;
}

std::size_t disk_state::taken(std::size_t size) {
  const std::size_t most = std::min(size, faults.most_at_once);
  return faults.varies && most > 1 ? 1 + dice() % most : most;
}

std::uint64_t disk_state::room() const {
  std::uint64_t used = 0;
  for (const auto& [name, file] : names.all()) used += file->content().size();
  return faults.capacity - std::min(faults.capacity, used);
}

}  // namespace fauxtp::testing
