// Addresses of sockets as text.
#include "fauxtp/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace fauxtp::io {
namespace {

constexpr std::string_view path_mark = "unix:";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("fauxtp: \"" + std::string(text) + "\" is no address: " + why);
}

// By inet_pton(3): it needs little of an actor's stack.
bool is_number_of_host(const std::string& host) {
  std::array<std::byte, sizeof(in6_addr)> number;
  if (inet_pton(AF_INET, host.c_str(), number.data()) == 1) return true;
  const std::size_t scope = host.find('%');
  if (scope != std::string::npos && scope + 1 == host.size()) return false;
  return inet_pton(AF_INET6, host.substr(0, scope).c_str(), number.data()) == 1;
}

std::uint16_t port_of(std::string_view text, std::string_view digits) {
  std::uint16_t port = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, port);
  if (digits.empty() || stopped != end || error != std::errc()) {
    refuse(text, "its port must be a number from 0 to 65535");
  }
  return port;
}

}  // namespace

address::address(std::string_view text) {
  if (text.starts_with(path_mark)) {
    *this = of_path(std::string(text.substr(path_mark.size())));
    return;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    refuse(text, "wanted is \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/path\"");
  }
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets) host = host.substr(1, host.size() - 2);
  if (brackets != (host.find(':') != std::string_view::npos)) {
    refuse(text, "an IPv6 address, and no other, stands in brackets: \"[::1]:8080\"");
  }
  host_ = host;
  port_ = port_of(text, text.substr(colon + 1));
  if (!is_number_of_host(host_)) refuse(text, "\"" + host_ + "\" is not the number of a host");
}

address::address(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {
  if (!is_number_of_host(host_)) refuse(host_, "it is not the number of a host");
}

address address::of_path(std::string path) {
  if (path.empty()) refuse(path, "its path is empty");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    refuse(path, "the path of a socket has at most " +
                     std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " bytes");
  }
  if (path.find('\0') != std::string::npos) refuse(path, "its path has a byte that is zero");
  address made;
  made.host_ = std::move(path);
  made.is_path_ = true;
  return made;
}

std::string to_string(const address& where) {
  if (where.is_path()) return std::string(path_mark) + where.host();
  const std::string host = where.is_ipv6() ? "[" + where.host() + "]" : where.host();
  return host + ":" + std::to_string(where.port());
}

}  // namespace fauxtp::io
