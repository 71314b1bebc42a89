// What surrounds a node, in a simulation.
#include "simulation/simulated_world.hpp"

#include <utility>

#include "interleaving/interleaved_world.hpp"

namespace fauxtp::simulation {
namespace {

/// A node owns its clock; the world's goes on behind it.
class clock_hands final : public runtime::clock {
 public:
  explicit clock_hands(const interleaving::simulated_clock& shown) : shown_(shown) {}
  runtime::time_point now() const noexcept override { return shown_.now(); }
  runtime::wall_time wall() const noexcept override { return shown_.wall(); }
  bool runs() const noexcept override { return true; }

 private:
  const interleaving::simulated_clock& shown_;
};

}  // namespace

simulated_world::simulated_world(std::uint64_t seed, interleaving::schedule schedule)
    : seed_(seed),
      turns_(std::make_shared<interleaving::turn_taker>(seed, schedule)),
      net_(seed),
      files_(seed) {}

runtime::world simulated_world::world() {
  runtime::world made{
      .time = std::make_unique<clock_hands>(turns_->time()),
      .seed = seed_,
      .repeats_numbers = true,
      .make_bell = {},
      .net = net_.core(),
      .files = files_.core(),
      .make_executor = {},
      .next_worker_number = [number = std::uint64_t{0}]() mutable { return ++number; }};
  return interleaving::interleaved(std::move(made), turns_);
}

}  // namespace fauxtp::simulation
