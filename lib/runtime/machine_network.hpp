#pragma once

#include "runtime/network.hpp"

namespace fauxtp::runtime {

/// The sockets of this machine.
class machine_network final : public network {
 public:
  connecting connect(const io::address& to) override;
  std::unique_ptr<acceptor> listen(const io::address& at, int backlog) override;
  std::unique_ptr<datagrams> open(const io::address& at) override;
  void resolve(const std::string& host, std::uint16_t port, executor& blocking,
               std::function<void(resolved)> tell) override;
};

/// A connected socket, or an end of a pipe, that was made elsewhere: it belongs to the connection
/// from now on. It must be non-blocking.
std::unique_ptr<connection> connection_of(int descriptor);

}  // namespace fauxtp::runtime
