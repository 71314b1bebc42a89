// Addresses of sockets as the system takes them.
#include "runtime/socket_address.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace fauxtp::runtime {
namespace {

socket_address of_path(const std::string& path) {
  socket_address made;
  auto& name = reinterpret_cast<sockaddr_un&>(made.storage);
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.data(), path.size());
  const bool abstract = path.front() == '@';
  if (abstract) name.sun_path[0] = '\0';
  made.size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  return made;
}

io::address as_path(const socket_address& where) {
  const auto& name = reinterpret_cast<const sockaddr_un&>(where.storage);
  if (where.size <= offsetof(sockaddr_un, sun_path)) return {};
  std::string path(name.sun_path, where.size - offsetof(sockaddr_un, sun_path));
  if (path.front() == '\0') {
    path.front() = '@';
  } else {
    path.resize(std::strlen(path.c_str()));
  }
  return path.size() < sizeof name.sun_path ? io::address::of_path(path) : io::address();
}

}  // namespace

socket_address as_socket_address(const io::address& where) {
  if (where.is_path()) return of_path(where.host());
  socket_address made;
  addrinfo numbers_only{};
  numbers_only.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  numbers_only.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(where.port());
  if (getaddrinfo(where.host().c_str(), port.c_str(), &numbers_only, &found) != 0) return made;
  std::memcpy(&made.storage, found->ai_addr, found->ai_addrlen);
  made.size = found->ai_addrlen;
  freeaddrinfo(found);
  return made;
}

// By inet_ntop(3), because getnameinfo(3) needs more stack than a connection that is idle has
// touched.
io::address as_address(const socket_address& where) {
  std::array<char, INET6_ADDRSTRLEN + IF_NAMESIZE + 1> host{};
  if (where.storage.ss_family == AF_UNIX) return as_path(where);
  if (where.storage.ss_family == AF_INET) {
    const auto& ip = reinterpret_cast<const sockaddr_in&>(where.storage);
    inet_ntop(AF_INET, &ip.sin_addr, host.data(), host.size());
    return io::address(host.data(), ntohs(ip.sin_port));
  }
  if (where.storage.ss_family != AF_INET6) return {};
  const auto& ip = reinterpret_cast<const sockaddr_in6&>(where.storage);
  inet_ntop(AF_INET6, &ip.sin6_addr, host.data(), host.size());
  if (ip.sin6_scope_id != 0) {
    std::array<char, IF_NAMESIZE> interface {};
    const char* name = if_indextoname(ip.sin6_scope_id, interface.data());
    std::strcat(host.data(), "%");
    std::strcat(host.data(), name != nullptr ? name : "0");
  }
  return io::address(host.data(), ntohs(ip.sin6_port));
}

}  // namespace fauxtp::runtime
