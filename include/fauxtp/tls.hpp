#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/stream.hpp"

#pragma GCC visibility push(default)
/// TLS, by OpenSSL. A stream that is secured is a stream like any other: what runs on one runs on
/// the other. OpenSSL stands in a library of its own, libfauxtp_tls.so, which is built where
/// OpenSSL is installed (Debian: libssl-dev) and loaded when it is first needed; without it, all
/// functions here throw error (ENOPKG).
namespace fauxtp::io {

class tls_side;

/// What a server shows, and whom it lets in. All files are of the format PEM.
struct tls_server_options {
  std::string certificate{};             ///< a file: its own, then those up to the authority
  std::string key{};                     ///< a file, readable without a password
  std::string client_authority{};        ///< a file; clients must have a certificate from there
  std::vector<std::string> protocols{};  ///< of ALPN, those that it can speak: "h2", "http/1.1"
};

/// The side of TLS that waits for clients. A listener of an application's file has one if it has
/// `tls`.
///
/// ```cpp file=test/examples/tls.cpp region=server
/// void echo_server(io::listener door, const std::string& certificate, const std::string& key) {
///   io::tls_server tls({.certificate = certificate, .key = key});
///   for (;;) {
///     spawn([connection = tls.secure(door.accept())]() mutable {
///       std::array<char, 4096> part;
///       while (const std::size_t size = connection.read_some(part)) {
///         connection.write({part.data(), size});
///       }
///     });
///   }
/// }
/// ```
///
/// When the files have changed, it takes them for the next connection; if they are wrong then, it
/// says so in the log and goes on with those before. It speaks TLS 1.2 and 1.3, and renegotiates
/// nothing. For one actor at a time.
class tls_server {
 public:
  /// Throws error, which names the file: it cannot be read, it is no certificate or key, or the two
  /// do not belong together. The log warns of a certificate that has expired.
  explicit tls_server(tls_server_options options);
  ~tls_server();
  tls_server(tls_server&&) noexcept;
  tls_server& operator=(tls_server&&) noexcept;

  /// The handshake is made by the first read or write, under that one's time limit. It fails with
  /// EPROTO if the other side does not speak TLS, or not as is wanted here.
  stream secure(stream plain);

 private:
  std::unique_ptr<tls_side> side_;
};

/// Whom a client trusts, and what it shows.
struct tls_client_options {
  std::string authority{};    ///< a file; empty: the authorities that the system trusts
  bool verify = true;         ///< false: any certificate will do, of any name: for tests only
  std::string certificate{};  ///< a file, if the server wants to see one
  std::string key{};          ///< a file
  std::vector<std::string> protocols{};  ///< of ALPN
};

/// Connects and makes the handshake; `wait` is for all of it. The server must have a certificate
/// that is valid now and is for this host. Throws error: as io::connect, or EPROTO, whose text says
/// what is wrong with the certificate.
///
/// ```cpp file=test/examples/tls.cpp region=client
/// std::string first_line(const std::string& host, std::uint16_t port, const std::string& ca) {
///   io::stream server = io::tls_connect(host, port, {.authority = ca});
///   server.write("hello\n");
///   std::array<char, 100> part;
///   return {part.data(), server.read_some(part)};
/// }
/// ```
stream tls_connect(const std::string& host, std::uint16_t port,
                   const tls_client_options& options = {}, duration wait = std::chrono::seconds(5),
                   std::source_location where = std::source_location::current());

/// The same over a connection that exists, for protocols that begin without TLS.
stream secure(stream plain, const std::string& host, const tls_client_options& options = {},
              duration wait = std::chrono::seconds(5),
              std::source_location where = std::source_location::current());

}  // namespace fauxtp::io
#pragma GCC visibility pop
