#pragma once

#include <openssl/ssl.h>

#include <list>
#include <memory>
#include <string>

#include "runtime/network.hpp"

namespace fauxtp::io {

struct free_ssl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using ssl_session = std::unique_ptr<SSL, free_ssl>;

/// TLS on a connection. OpenSSL never waits here: it reads and writes the other connection, which
/// says EAGAIN, and then it is told which of the two directions it needs.
class tls_connection final : public runtime::connection {
 public:
  tls_connection(std::unique_ptr<runtime::connection> plain, ssl_session ssl);
  ~tls_connection() override;

  runtime::io_result read(std::span<std::byte> to) noexcept override;
  runtime::io_result write(std::span<const std::span<const std::byte>> pieces) noexcept override;
  /// Makes the handshake.
  int connected() noexcept override;
  int end_writing() noexcept override;
  void reset_when_closed() noexcept override;

  void watch(runtime::bell& here, runtime::io_wait& wait) override;
  void forget(runtime::bell& here, runtime::io_wait& wait) noexcept override;

  std::string name() const override { return plain_->name(); }
  address peer() const override { return plain_->peer(); }
  address local() const override { return plain_->local(); }
  int descriptor() const noexcept override { return plain_->descriptor(); }
  std::string why() const override { return why_; }
  std::string protocol() const override;

 private:
  friend struct bio_of_connection;
  class other_way;

  /// Calls a function of OpenSSL that returns 1 if it has done something. `needs` becomes what must
  /// be waited for before it can do more.
  template <class Operation>
  runtime::io_result attempt(runtime::io_events& needs, runtime::io_events usual,
                             Operation operation) noexcept;
  int failed() noexcept;

  std::unique_ptr<runtime::connection> plain_;
  ssl_session ssl_;
  runtime::io_events reading_needs_{.readable = true};
  runtime::io_events writing_needs_{.writable = true};
  bool can_be_read_ = false;  // without waiting: there is more, or the end, or a failure
  bool says_goodbye_ = true;
  int error_of_plain_ = 0;
  std::string why_;
  std::list<other_way> other_ways_;  // those who wait for what they did not ask for
};

}  // namespace fauxtp::io
