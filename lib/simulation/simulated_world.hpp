#pragma once

#include <cstdint>

#include "fauxtp/testing_disk.hpp"
#include "fauxtp/testing_network.hpp"
#include "runtime/world.hpp"
#include "simulation/machine_answers.hpp"
#include "simulation/turn_taker.hpp"

namespace fauxtp::simulation {

/// A world in which everything follows from the seed. It must outlive its node.
class simulated_world {
 public:
  explicit simulated_world(std::uint64_t seed);

  /// For its node.
  runtime::world world();
  turn_taker& turns() noexcept { return turns_; }
  const simulated_clock& time() const noexcept { return time_; }
  testing::disk& files() noexcept { return files_; }

 private:
  std::uint64_t seed_;
  simulated_clock time_;
  turn_taker turns_{seed_, time_};
  machine_answers answers_{turns_, time_};
  testing::network net_;
  testing::disk files_;
  std::uint64_t workers_ = 0;  // of all its nodes
};

}  // namespace fauxtp::simulation
