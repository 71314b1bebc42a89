#pragma once

#include <cstddef>
#include <memory>
#include <source_location>
#include <span>
#include <string>

#include "fauxtp/address.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/receive.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class datagrams;
}

namespace fauxtp::io {

/// Sends and receives datagrams (UDP): each arrives whole, or not at all, and nobody is told.
///
/// ```cpp file=test/examples/udp_socket.cpp region=udp
/// /// Says back each datagram to who has sent it.
/// void echo_server(io::udp_socket own) {
///   std::array<std::byte, 2000> part;
///   for (;;) {
///     const auto [size, from] = own.receive(part);
///     own.send(std::span(part).first(std::min(size, part.size())), from);
///   }
/// }
/// ```
///
/// For one actor at a time; it can be sent to another one in a message. It is closed when it is
/// destroyed. All operations throw error.
class udp_socket {
 public:
  /// The longest datagram that IPv4 has.
  static constexpr std::size_t longest = 65'507;

  /// Port 0: any that is free.
  explicit udp_socket(const address& at = address("0.0.0.0", 0));
  udp_socket(udp_socket&& other) noexcept;
  udp_socket& operator=(udp_socket&& other) noexcept;
  ~udp_socket();

  /// Waits until there is room in the system's queue. Throws error: EMSGSIZE, if it is too long.
  void send(std::span<const std::byte> datagram, const address& to,
            std::source_location where = std::source_location::current());
  void send(std::string_view datagram, const address& to,
            std::source_location where = std::source_location::current());

  struct received {
    std::size_t size = 0;  ///< of the datagram; what was longer than there was room is lost
    address from{};
  };
  /// Waits for the next datagram, at most as long as receive_limit says: else throws error
  /// (ETIMEDOUT).
  received receive(std::span<std::byte> to,
                   std::source_location where = std::source_location::current());
  received receive(std::span<char> to,
                   std::source_location where = std::source_location::current());
  /// Default: infinity.
  void receive_limit(duration wait) noexcept { receive_limit_ = wait; }

  address local() const;
  /// -1 if it is not one of the system's.
  int descriptor() const noexcept;

 private:
  friend detail::io_moment readable(const udp_socket&);
  runtime::datagrams& own() const;

  std::unique_ptr<runtime::datagrams> own_;
  duration receive_limit_ = infinity;
};

/// For a clause of a receive: when there is a datagram.
detail::io_moment readable(const udp_socket& which);

}  // namespace fauxtp::io
#pragma GCC visibility pop
