#pragma once

#include <sys/socket.h>

#include "fauxtp/address.hpp"

namespace fauxtp::runtime {

/// An address as the system takes it.
struct socket_address {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

socket_address as_socket_address(const io::address& where);
/// An empty address if it is of a family that io::address does not have, or has no name.
io::address as_address(const socket_address& where);

}  // namespace fauxtp::runtime
