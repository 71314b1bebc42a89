#pragma once

#include "runtime/network.hpp"

namespace fauxtp::runtime {

/// The sockets of this machine.
class machine_network final : public network {
 public:
  connecting connect(const io::address& to) override;
  std::unique_ptr<acceptor> listen(const io::address& at, int backlog) override;
  resolved resolve(const std::string& host, std::uint16_t port) override;
};

/// A connected socket that was made elsewhere: it belongs to the connection from now on.
std::unique_ptr<connection> connection_of(int socket);

}  // namespace fauxtp::runtime
