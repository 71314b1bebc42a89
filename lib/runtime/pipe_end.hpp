#pragma once

#include <utility>

#include "runtime/descriptor.hpp"
#include "runtime/network.hpp"

namespace fauxtp::runtime {

/// One end of a pipe, or a terminal: bytes go one way, and nobody has an address.
class pipe_end final : public connection {
 public:
  explicit pipe_end(owned_descriptor end) : end_(std::move(end)) {}

  io_result read(std::span<std::byte> to) noexcept override;
  io_result write(std::span<const std::span<const std::byte>> pieces) noexcept override;
  int connected() noexcept override { return 0; }
  int end_writing() noexcept override;
  void reset_when_closed() noexcept override {}
  io::address peer() const override { return {}; }
  io::address local() const override { return {}; }
  int descriptor() const noexcept override { return end_.number(); }

  void watch(bell& here, io_wait& wait) override { here.watch(end_.number(), wait); }
  void forget(bell& here, io_wait& wait) noexcept override { here.forget(wait); }
  std::string name() const override { return name_of_descriptor(end_.number()); }

 private:
  owned_descriptor end_;
};

}  // namespace fauxtp::runtime
