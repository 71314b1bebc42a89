// The world of a node that runs on this machine.
#include "runtime/world.hpp"

#include <atomic>
#include <random>
#include <utility>

#include "runtime/blocking_pool.hpp"
#include "runtime/machine_bell.hpp"
#include "runtime/machine_disk.hpp"
#include "runtime/machine_network.hpp"

namespace fauxtp::runtime {
namespace {

std::uint64_t chosen_by_chance() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

world real_world(std::uint64_t seed) {
  return {.time = std::make_unique<real_clock>(),
          .seed = seed != 0 ? seed : chosen_by_chance(),
          .repeats_numbers = seed != 0,
          .make_bell = [] { return std::make_unique<machine_bell>(); },
          .net = std::make_unique<machine_network>(),
          .files = std::make_unique<machine_disk>(),
          .make_executor =
              [](std::size_t most_threads, std::function<void()> counted_off) {
                return std::make_unique<blocking_pool>(most_threads, std::move(counted_off));
              },
          .next_worker_number =
              [] {
                static std::atomic<std::uint64_t> workers{0};
                return ++workers;
              }};
}

world still_world(std::uint64_t seed) {
  world made = real_world(seed);
  made.time = std::make_unique<manual_clock>();
  return made;
}

}  // namespace fauxtp::runtime
