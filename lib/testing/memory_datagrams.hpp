#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "runtime/network.hpp"
#include "testing/memory_source.hpp"
#include "testing/memory_state.hpp"

namespace fauxtp::testing {

/// Sends and receives datagrams at an address in memory.
class memory_datagrams final : public in_memory<runtime::datagrams> {
 public:
  /// The guard is locked. Nobody receives at the address.
  memory_datagrams(std::shared_ptr<memory_state> state, io::address at);
  ~memory_datagrams() override;

  int send(std::span<const std::byte> datagram, const io::address& to) noexcept override;
  runtime::io_result receive(std::span<std::byte> to, io::address& from) override;
  io::address local() const override { return at_; }
  std::string name() const override { return "UDP socket " + to_string(at_); }

 private:
  struct datagram {
    io::address from;
    std::vector<std::byte> bytes;
  };

  state look(runtime::time_point now) const override;
  // With the guard locked.
  io::address seen_by(const io::address& receiver) const;
  void take(datagram arriving, const network_link& how, runtime::time_point now);

  const std::shared_ptr<memory_state> state_;
  const io::address at_;
  std::multimap<runtime::time_point, datagram> queue_;  // by when they come
  std::size_t size_ = 0;                                // of all together
};

}  // namespace fauxtp::testing
