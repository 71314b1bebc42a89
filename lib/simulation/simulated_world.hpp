#pragma once

#include <cstdint>
#include <memory>

#include "fauxtp/testing_disk.hpp"
#include "fauxtp/testing_network.hpp"
#include "interleaving/turn_taker.hpp"
#include "runtime/world.hpp"
#include "simulation/machine_answers.hpp"

namespace fauxtp::simulation {

/// A world in which everything follows from the seed. It must outlive its node.
class simulated_world {
 public:
  simulated_world(std::uint64_t seed, interleaving::schedule schedule);

  /// For its node.
  runtime::world world();
  interleaving::turn_taker& turns() noexcept { return *turns_; }
  testing::disk& files() noexcept { return files_; }
  testing::network& net() noexcept { return net_; }
  runtime::time_point now() const noexcept { return turns_->time().now(); }

 private:
  std::uint64_t seed_;
  std::shared_ptr<interleaving::turn_taker> turns_;
  machine_answers answers_{*turns_};
  testing::network net_;
  testing::disk files_;
};

}  // namespace fauxtp::simulation
