#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "fauxtp/simulation.hpp"
#include "runtime/clock.hpp"
#include "simulation/simulated_world.hpp"

namespace fauxtp::simulation {

/// Something that goes wrong with the disk: it is full, slow, or broken, or a bit is lost. It ends
/// when this is destroyed.
class disk_trouble {
 public:
  using teller = std::function<void(const std::string&)>;
  /// What the fault leaves open is thrown with the dice now, also if it does not begin().
  disk_trouble(const planned_fault& fault, simulated_world& world, std::mt19937_64& dice,
               teller tell);
  ~disk_trouble();
  disk_trouble(const disk_trouble&) = delete;
  disk_trouble& operator=(const disk_trouble&) = delete;

  void begin();
  /// How long it is there. Zero: nobody waits for its end.
  runtime::nanoseconds time() const noexcept { return time_; }

 private:
  void fill();
  void slow_down();
  void fail();
  void flip_a_bit();
  std::string whose() const;  // " of files like journal.*"

  const planned_fault fault_;
  simulated_world& world_;
  const teller tell_;
  runtime::nanoseconds time_{};
  runtime::nanoseconds each_{};  // operation, at most
  std::uint64_t nth_ = 0;        // operation, from 1 on
  std::uint64_t chance_ = 0;
};

}  // namespace fauxtp::simulation
