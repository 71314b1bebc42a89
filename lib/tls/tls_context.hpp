#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "fauxtp/tls.hpp"

namespace fauxtp::io {

struct free_ssl_context {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using ssl_context = std::unique_ptr<SSL_CTX, free_ssl_context>;

/// What all connections of a server, or of a client, have in common. It lives as long as the last
/// of them. Throws error, which names the file that is wrong, and std::invalid_argument if a
/// protocol is none.
ssl_context server_context(const tls_server_options& options);
ssl_context client_context(const tls_client_options& options);

}  // namespace fauxtp::io
