#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp::io {

/// Where a socket is reached: an IP address and a port, or a path in the file system.
///
/// ```cpp file=test/examples/address.cpp region=address
/// const io::address here("127.0.0.1:8080");
/// const io::address six("[::1]:8080");
/// const io::address local("unix:/run/orders.sock");
/// ```
///
/// The host is a number: io::resolve turns a name ("localhost") into addresses. As an address to
/// listen at, port 0 stands for any free port; the listener tells which one it got.
class address {
 public:
  /// Port 0 at no host.
  address() = default;
  /// Throws std::invalid_argument, which says what is wrong, if the text is no address.
  explicit address(std::string_view text);
  /// Throws std::invalid_argument if the host is not the number of one: "127.0.0.1", "::1",
  /// "fe80::1%eth0".
  address(std::string host, std::uint16_t port);
  /// Throws std::invalid_argument if the path is empty or longer than a socket's may be (107
  /// bytes). A path that begins with '@' is in the abstract namespace, see unix(7).
  static address of_path(std::string path);

  bool is_path() const noexcept { return is_path_; }
  bool is_ipv6() const noexcept { return !is_path_ && host_.find(':') != std::string::npos; }
  /// The number of the host, or the path.
  const std::string& host() const noexcept { return host_; }
  std::uint16_t port() const noexcept { return port_; }

  friend bool operator==(const address&, const address&) = default;
  friend auto operator<=>(const address&, const address&) = default;

 private:
  std::string host_;
  std::uint16_t port_ = 0;
  bool is_path_ = false;
};

/// As the constructor takes it.
std::string to_string(const address& where);

}  // namespace fauxtp::io
#pragma GCC visibility pop
