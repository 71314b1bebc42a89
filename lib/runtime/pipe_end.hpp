#pragma once

#include <utility>

#include "runtime/descriptor.hpp"
#include "runtime/network.hpp"

namespace fauxtp::runtime {

/// One end of a pipe, or a terminal: bytes go one way, and nobody has an address.
class pipe_end final : public on_descriptor<connection> {
 public:
  explicit pipe_end(owned_descriptor end) : on_descriptor(std::move(end)) {}

  io_result read(std::span<std::byte> to) noexcept override;
  io_result write(std::span<const std::span<const std::byte>> pieces) noexcept override;
  int connected() noexcept override { return 0; }
  int end_writing() noexcept override;
  void reset_when_closed() noexcept override {}
  io::address peer() const override { return {}; }
  io::address local() const override { return {}; }
};

}  // namespace fauxtp::runtime
