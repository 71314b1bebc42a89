#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "fauxtp/address.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/timer.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class connection;
}

namespace fauxtp::io {

struct tls_client_options;

/// One end of a connection, over TCP or a socket in the file system, which an actor reads and
/// writes as if it were alone: while there is nothing to read, or no room to write, the actor
/// waits and its worker runs others.
///
/// ```cpp file=test/examples/stream.cpp region=stream
/// std::string ask(const io::address& server, std::string_view question) {
///   io::stream connection = io::connect(server, 5s);
///   connection.write(question);
///   connection.end_writing();
///   std::string answer;
///   std::array<char, 1024> part;
///   while (const std::size_t size = connection.read_some(part)) answer.append(part.data(), size);
///   return answer;
/// }
/// ```
///
/// A stream knows bytes, not messages: protocols are read by libraries, which asio.hpp lets run on
/// it (Boost.Beast, OpenSSL). It has no buffer of its own, and sends small pieces at once
/// (TCP_NODELAY); who has several writes them together.
///
/// The connection is closed when the stream is destroyed: an actor that ends has closed its
/// connections before its monitors learn of the end. A stream can be sent to another actor, on any
/// worker, as a message or in one. It is for one actor at a time.
///
/// All operations throw error, but for those that set a std::error_code instead; all that wait
/// throw actor_exit when the actor is to end. What was written may not have arrived then.
class stream {
 public:
  /// A closed one. Every operation on it fails with EBADF.
  stream() noexcept;
  stream(stream&& other) noexcept;
  stream& operator=(stream&& other) noexcept;
  ~stream();
  /// Takes a connected socket that was made elsewhere; it becomes non-blocking.
  explicit stream(int socket);

  bool is_open() const noexcept { return connection_ != nullptr; }

  /// Reads what is there, at least one byte, or waits for it. 0: the other side writes no more, or
  /// there was no room for a byte.
  std::size_t read_some(std::span<std::byte> to,
                        std::source_location where = std::source_location::current());
  std::size_t read_some(std::span<char> to,
                        std::source_location where = std::source_location::current());
  std::size_t read_some(std::span<std::byte> to, std::error_code& failure,
                        std::source_location where = std::source_location::current());
  /// Fills all of it. If the other side writes no more before that, throws error (EPIPE).
  void read(std::span<std::byte> to, std::source_location where = std::source_location::current());
  void read(std::span<char> to, std::source_location where = std::source_location::current());

  /// Writes at least one byte, as soon as there is room. Returns how many.
  std::size_t write_some(std::span<const std::byte> from,
                         std::source_location where = std::source_location::current());
  /// The same for several pieces, one after the other; it may stop within one.
  std::size_t write_some(std::span<const std::span<const std::byte>> pieces,
                         std::error_code& failure,
                         std::source_location where = std::source_location::current());
  /// Writes all.
  void write(std::span<const std::byte> from,
             std::source_location where = std::source_location::current());
  void write(std::string_view from, std::source_location where = std::source_location::current());

  /// The other side reads the end after what was written; this side may go on reading.
  void end_writing();
  /// Closes the connection; what was written still arrives.
  void close() noexcept;
  /// Closes it so that the other side's next operation fails (ECONNRESET), and forgets what was
  /// written and has not arrived.
  void reset() noexcept;

  /// How long one wait to read, or to write, may take: then the operation fails (ETIMEDOUT).
  /// Default: infinity.
  void read_limit(duration wait) noexcept { read_limit_ = wait; }
  void write_limit(duration wait) noexcept { write_limit_ = wait; }
  /// When all reads must have ended, however many there are: for a part of a conversation that has
  /// a time of its own, against a peer that sends a byte now and then. Default: never.
  void read_deadline(time_point latest) noexcept { read_deadline_ = latest; }
  /// Whether an order of the parent ends a wait, see orders. Default: ignored.
  void parents_orders(orders which) noexcept { orders_ = which; }

  /// An empty address if it is closed; the peer's also if the connection is gone.
  address peer() const;
  address local() const;
  /// Which protocol both sides have agreed on, if they use TLS and ALPN (tls.hpp); else empty.
  std::string protocol() const;
  /// -1 if it is closed, or if it is one of a network in memory.
  int descriptor() const noexcept;
  /// Sends the running actor one `readable_notice` when there is something to read, and returns its
  /// number; the actor asks again when it has read. For a server, which does not choose what it
  /// receives (Erlang's `{active, once}`). It is forgotten when the stream is closed or goes to
  /// another actor.
  ref notify_readable();

  /// Waits until one of these can be done; false when the time is up. It may be the end of the
  /// connection that can be read.
  bool wait(events wanted, duration time = infinity,
            std::source_location where = std::source_location::current());

 private:
  friend class listener;
  friend detail::io_moment readable(const stream&);
  friend detail::io_moment writable(const stream&);
  friend stream connect(const std::vector<address>&, duration, std::source_location);
  friend class tls_server;
  friend stream secure(stream, const std::string&, const tls_client_options&, duration,
                       std::source_location);

  explicit stream(std::unique_ptr<runtime::connection> made) noexcept;
  /// Takes the connection out, and takes another one in its place; all else stays.
  std::unique_ptr<runtime::connection> taken() noexcept;
  void becomes(std::unique_ptr<runtime::connection> other) noexcept;
  bool wait_again(int& error, events wanted, const std::source_location& where);
  [[noreturn]] void fail(int number, const char* operation) const;

  class notice;

  std::unique_ptr<runtime::connection> connection_;
  std::unique_ptr<notice> notice_;  // watches the connection, and ends before it
  bool drained_ = false;  // the last read took all that was there: the next one will have to wait
  duration read_limit_ = infinity;
  duration write_limit_ = infinity;
  time_point read_deadline_ = time_point::max();
  orders orders_ = orders::ignored;
};

/// What stream::notify_readable sends.
struct readable_notice {
  ref number;
};

/// For a clause of a receive, in an actor that waits for messages and for its connection at once:
///
/// ```cpp file=test/examples/stream.cpp region=receive
/// void relay(io::stream& client) {
///   bool open = true;
///   const auto listen = [&] {
///     std::array<char, 1024> part;
///     open = client.read_some(part) > 0;
///   };
///   while (open) {
///     receive(on([&](const std::string& news) { client.write(news); }),
///             on(io::readable(client), listen));
///   }
/// }
/// ```
///
/// Messages come first. The stream must live as long as the receive. Throws error (EBADF) if it is
/// closed.
detail::io_moment readable(const stream& which);
detail::io_moment writable(const stream& which);

/// Connects. Throws error: what the system says, or ETIMEDOUT.
stream connect(const address& to, duration wait = std::chrono::seconds(5),
               std::source_location where = std::source_location::current());
/// The same for the first of these addresses that answers: each next one is tried when the one
/// before it has failed, or has not answered for a quarter of a second (RFC 8305). Throws the error
/// of the last one.
stream connect(const std::vector<address>& to, duration wait = std::chrono::seconds(5),
               std::source_location where = std::source_location::current());
/// The same for a host that has a name or a number: `wait` is for both, the name and the
/// connection.
stream connect(const std::string& host, std::uint16_t port, duration wait = std::chrono::seconds(5),
               std::source_location where = std::source_location::current());

/// The addresses of a host, in the order in which they should be tried, IPv6 and IPv4 in turn. The
/// system is asked on another thread. Throws error: EHOSTUNREACH if the name has no address (the
/// text says what the system says), or ETIMEDOUT.
std::vector<address> resolve(const std::string& host, std::uint16_t port,
                             duration wait = std::chrono::seconds(5));

}  // namespace fauxtp::io
#pragma GCC visibility pop
