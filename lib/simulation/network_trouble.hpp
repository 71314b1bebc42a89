#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "fauxtp/simulation.hpp"
#include "fauxtp/testing_network.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::simulation {

/// Something that goes wrong with the network: connections are lost or fall silent, an address is
/// not reached, or is far away, or reads and writes are done in part. The ways to all addresses are
/// as before when this is destroyed.
class network_trouble {
 public:
  using teller = std::function<void(const std::string&)>;
  /// What the fault leaves open is thrown with the dice now, also if it does not begin().
  network_trouble(const planned_fault& fault, testing::network& net, std::mt19937_64& dice,
                  teller tell);
  ~network_trouble();
  network_trouble(const network_trouble&) = delete;
  network_trouble& operator=(const network_trouble&) = delete;

  void begin();
  /// How long it is there. Zero: nobody waits for its end.
  runtime::nanoseconds time() const noexcept { return time_; }

 private:
  void end_connections();
  void change_the_way();
  /// Those that this fault is for: one, all to an address, or none.
  std::vector<testing::network_connection> struck() const;

  const planned_fault fault_;
  testing::network& net_;
  const teller tell_;
  runtime::nanoseconds time_{};
  duration each_{};           // way
  std::uint64_t chance_ = 0;  // of addresses and connections
  bool all_ = false;          // the connections to an address, or the addresses
  std::optional<io::address> changed_;
};

}  // namespace fauxtp::simulation
