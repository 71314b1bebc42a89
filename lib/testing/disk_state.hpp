#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <random>

#include "fauxtp/testing_disk.hpp"
#include "runtime/interleaver.hpp"
#include "testing/stored_names.hpp"

namespace fauxtp::testing {

/// What all parts of a disk know. The guard is locked by whoever uses the rest; a node does so by
/// enter().
struct disk_state {
  explicit disk_state(std::uint64_t seed) : dice(seed) {}

  struct entry {
    std::unique_lock<std::mutex> lock;
    int error;         // with which the operation is to fail; 0: it is not
    std::size_t size;  // that it is to have
  };
  /// For an operation of a node: before each of them the power may be lost.
  entry enter(disk_operation about_to);
  /// Counts an operation. EIO: the disk has stopped.
  int begin();
  /// The errno, if an operation that may fail with it does so this time.
  int fault(int error);
  /// How many of so many bytes a read or a write takes.
  std::size_t taken(std::size_t size);
  /// How many bytes more there may be.
  std::uint64_t room() const;

  std::mutex guard;
  std::mt19937_64 dice;
  disk_faults faults;
  std::shared_ptr<const std::function<int(disk_operation&)>> decides;  // null: nobody
  stored_names names;
  std::uint64_t operations = 0;
  std::uint64_t losses = 0;  // of power
};

}  // namespace fauxtp::testing
