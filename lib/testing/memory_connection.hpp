#pragma once

#include <memory>

#include "runtime/network.hpp"
#include "testing/memory_source.hpp"
#include "testing/memory_state.hpp"
#include "testing/memory_wire.hpp"

namespace fauxtp::testing {

/// One end of a connection in memory.
class memory_connection final : public in_memory<runtime::connection> {
 public:
  /// The guard is locked.
  memory_connection(std::shared_ptr<memory_state> state, std::shared_ptr<memory_wire> wire,
                    memory_wire::side side);
  ~memory_connection() override;

  runtime::io_result read(std::span<std::byte> to) noexcept override;
  runtime::io_result write(std::span<const std::span<const std::byte>> pieces) noexcept override;
  int connected() noexcept override;
  int end_writing() noexcept override;
  void reset_when_closed() noexcept override { resets_ = true; }
  io::address peer() const override { return wire_->addresses[memory_wire::other(side_)]; }
  io::address local() const override { return wire_->addresses[side_]; }
  std::string name() const override;

 private:
  state look(runtime::time_point now) const override;
  bool is_made(runtime::time_point now) const noexcept;
  const network_link& how() const { return state_->link_to(wire_->addresses[memory_wire::server]); }
  memory_channel& in() const noexcept { return wire_->written[memory_wire::other(side_)]; }
  memory_channel& out() const noexcept { return wire_->written[side_]; }
  void tell_the_other_side() noexcept;

  const std::shared_ptr<memory_state> state_;
  const std::shared_ptr<memory_wire> wire_;
  const memory_wire::side side_;
  bool resets_ = false;
};

}  // namespace fauxtp::testing
