// What surrounds a node, in a simulation.
#include "simulation/simulated_world.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "simulation/simulated_executor.hpp"

namespace fauxtp::simulation {
namespace {

/// A node owns its clock; the world's goes on behind it.
class clock_hands final : public runtime::clock {
 public:
  explicit clock_hands(const simulated_clock& shown) : shown_(shown) {}
  runtime::time_point now() const noexcept override { return shown_.now(); }
  runtime::wall_time wall() const noexcept override { return shown_.wall(); }
  bool runs() const noexcept override { return true; }

 private:
  const simulated_clock& shown_;
};

class simulated_bell final : public runtime::bell {
 public:
  explicit simulated_bell(turn_taker& turns) : turns_(turns), owner_(turns.add()) {}

  void begins() noexcept override { turns_.enter(owner_); }
  void ends() noexcept override { turns_.leave(); }
  int spins() const noexcept override { return 0; }
  void sleep(runtime::time_point deadline) noexcept override { turns_.sleep(deadline); }
  void ring() noexcept override { turns_.wake(owner_); }
  void watch(int, runtime::io_wait&, runtime::standing_watch*) override {
    throw std::system_error(ENOTSUP, std::generic_category(),
                            "fauxtp: a simulation cannot wait for a descriptor of the machine");
  }
  void forget(runtime::io_wait&) noexcept override {}
  void look() noexcept override {}
  void is_alone() noexcept override {}
  bool has_news() const noexcept override { return false; }

 private:
  turn_taker& turns_;
  turn_taker::player& owner_;
};

}  // namespace

simulated_world::simulated_world(std::uint64_t seed) : seed_(seed), net_(seed), files_(seed) {}

runtime::world simulated_world::world() {
  return {.time = std::make_unique<clock_hands>(time_),
          .seed = seed_,
          .repeats_numbers = true,
          .make_bell = [this] { return std::make_unique<simulated_bell>(turns_); },
          .net = net_.core(),
          .files = files_.core(),
          .make_executor =
              [this](std::size_t most_threads, std::function<void()> counted_off) {
                return std::make_unique<simulated_executor>(turns_, most_threads,
                                                            std::move(counted_off));
              },
          .next_worker_number = [this] { return ++workers_; }};
}

}  // namespace fauxtp::simulation
