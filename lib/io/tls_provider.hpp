#pragma once

#include <memory>
#include <string>

#include "fauxtp/tls.hpp"
#include "runtime/network.hpp"

namespace fauxtp::io {

/// What makes connections secure, as a server or as a client.
class tls_side {
 public:
  virtual ~tls_side() = default;
  /// `host`: whose certificate a client wants to see. The result's connected() makes the handshake;
  /// reading and writing do, too.
  virtual std::unique_ptr<runtime::connection> secured(std::unique_ptr<runtime::connection> plain,
                                                       const std::string& host) = 0;
};

/// What libfauxtp_tls.so has for libfauxtp.so, which needs no OpenSSL so.
class tls_provider {
 public:
  virtual std::unique_ptr<tls_side> server(const tls_server_options& options) const = 0;
  virtual std::unique_ptr<tls_side> client(const tls_client_options& options) const = 0;

 protected:
  ~tls_provider() = default;
};

/// The name of the function of that library, which takes nothing and returns a provider.
inline constexpr const char* name_of_the_tls_provider = "fauxtp_tls_provider";

}  // namespace fauxtp::io
