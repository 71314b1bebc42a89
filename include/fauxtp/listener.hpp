#pragma once

#include <memory>
#include <optional>
#include <source_location>
#include <system_error>

#include "fauxtp/address.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/stream.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class acceptor;
}

namespace fauxtp::io {

/// Accepts connections at an address.
///
/// ```cpp file=test/examples/listener.cpp region=listener
/// void echo_server(const io::address& at) {
///   io::listener door(at);
///   for (;;) {
///     spawn([connection = door.accept()]() mutable {
///       std::array<char, 4096> part;
///       while (const std::size_t size = connection.read_some(part)) {
///         connection.write({part.data(), size});
///       }
///     });
///   }
/// }
/// ```
///
/// If the service manager has opened a socket at that address and passed it on (systemd's socket
/// activation: LISTEN_FDS), it is that one, and stays open as long as the program runs: who
/// connects while nobody accepts, waits.
///
/// It is closed when it is destroyed. A file in the file system that it listens at is removed then;
/// one that a program left behind which is gone is replaced. For one actor at a time.
class listener {
 public:
  /// `backlog`: how many connections the system keeps that were not accepted. Throws error:
  /// EADDRINUSE, EACCES, …
  explicit listener(const address& at, int backlog = 4096);
  listener(listener&& other) noexcept;
  listener& operator=(listener&& other) noexcept;
  ~listener();

  /// Waits for the next connection. When the process has no descriptor left, it waits until there
  /// is one, and a report says so (`io/no_descriptors`). Throws error, and actor_exit when the
  /// actor is to end.
  stream accept(std::source_location where = std::source_location::current());
  /// The same without a wait: nothing, and no failure, if there is no connection now. The failure
  /// may be one that passes (EMFILE, ENFILE, ENOBUFS, ENOMEM).
  std::optional<stream> try_accept(std::error_code& failure);
  /// For a clause of a receive: when there may be a connection.
  detail::io_moment acceptable() const;
  /// Where it listens: with the port that it got, if it asked for port 0.
  address local() const;
  /// Whether an order of the parent ends the wait, see orders. Default: ignored.
  void parents_orders(orders which) noexcept { orders_ = which; }

 private:
  std::unique_ptr<runtime::acceptor> acceptor_;
  orders orders_ = orders::ignored;
};

}  // namespace fauxtp::io
#pragma GCC visibility pop
