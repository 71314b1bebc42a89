#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "runtime/bell.hpp"
#include "runtime/clock.hpp"
#include "runtime/disk.hpp"
#include "runtime/executor.hpp"
#include "runtime/network.hpp"

namespace fauxtp::runtime {

/// All that makes one run of a node differ from another one. A node is made with a world; a test or
/// a simulation makes one in which it decides.
struct world {
  std::unique_ptr<clock> time;
  /// What chance decides by: each worker has a generator of its own, made of the seed and of the
  /// worker's index.
  std::uint64_t seed;
  /// Its actors get their numbers in the same order as in another run that makes and ends actors in
  /// the same order, whatever has run in this program before.
  bool repeats_numbers = false;
  /// A bell for each worker.
  std::function<std::unique_ptr<bell>()> make_bell;
  /// Through which its actors reach others. Several worlds may have the same one.
  std::shared_ptr<network> net;
  /// On which its actors have files. Several worlds may have the same one.
  std::shared_ptr<disk> files;
  /// What runs functions that block; `counted_off` is called after each function, when pending()
  /// does not count it any more.
  std::function<std::unique_ptr<executor>(std::size_t most_threads,
                                          std::function<void()> counted_off)>
      make_executor;
  /// A number for each worker, from which its references are made: no two workers whose actors may
  /// meet have the same number, and none has 0.
  std::function<std::uint64_t()> next_worker_number;
};

/// The machine's world, in which time passes by itself. With seed 0 chance is different in each
/// run.
world real_world(std::uint64_t seed = 0);
/// The same, but its clock is a manual_clock: time stands still until it is set.
world still_world(std::uint64_t seed = 0);

}  // namespace fauxtp::runtime
