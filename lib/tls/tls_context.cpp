// Certificates, keys, and what is allowed.
#include "tls/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <stdexcept>

#include "fauxtp/log.hpp"

namespace fauxtp::io {
namespace {

/// What OpenSSL says has gone wrong.
std::string reason() {
  const unsigned long number = ERR_peek_last_error();
  const char* text = ERR_reason_error_string(number);
  return text == nullptr ? "OpenSSL does not say why" : text;
}

[[noreturn]] void fail(const std::string& what, const std::string& file) {
  if (access(file.c_str(), R_OK) != 0) throw error(errno, "read " + what, file);
  throw error(EINVAL, "use " + what, file + " (" + reason() + ")");
}

// Else OpenSSL would ask for it at the terminal.
int no_password(char*, int, int, void*) { return 0; }

ssl_context new_context(const SSL_METHOD* method) {
  ERR_clear_error();
  ssl_context made(SSL_CTX_new(method));
  if (made == nullptr) throw std::bad_alloc();
  SSL_CTX* all = made.get();
  SSL_CTX_set_min_proto_version(all, TLS1_2_VERSION);
  SSL_CTX_set_options(all, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // A write may stop within what it was given, and what it was given may lie elsewhere when it is
  // tried again. The buffers of a connection that is idle are given back.
  SSL_CTX_set_mode(all, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(all, no_password);
  return made;
}

void warn_of_its_time(SSL_CTX* context, const std::string& file) {
  const X509* own = SSL_CTX_get0_certificate(context);
  if (own == nullptr) return;
  if (X509_cmp_current_time(X509_get0_notAfter(own)) < 0) {
    log(severity::warning, "the certificate " + file + " has expired: clients refuse it");
  } else if (X509_cmp_current_time(X509_get0_notBefore(own)) > 0) {
    log(severity::warning, "the certificate " + file + " is not valid yet: clients refuse it");
  }
}

void use_pair(SSL_CTX* context, const std::string& certificate, const std::string& key) {
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    fail("certificate", certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool is_of_another = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    if (is_of_another)
      throw error(EINVAL, "use key", key + " (it is not that of " + certificate + ")");
    fail("key", key);
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    throw error(EINVAL, "use key", key + " (it is not that of " + certificate + ")");
  }
}

void trust(SSL_CTX* context, const std::string& authority) {
  if (SSL_CTX_load_verify_locations(context, authority.c_str(), nullptr) != 1) {
    fail("authority", authority);
  }
}

/// As ALPN writes them: each after its size.
std::string alpn_text(const std::vector<std::string>& protocols) {
  std::string text;
  for (const std::string& each : protocols) {
    if (each.empty() || each.size() > 255) {
      throw std::invalid_argument("fauxtp: a protocol of ALPN has from 1 to 255 bytes, not " +
                                  std::to_string(each.size()));
    }
    text += static_cast<char>(each.size()) + each;
  }
  return text;
}

/// Where a context keeps the protocols of its server.
int place_of_protocols() {
  static const int place = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* own, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::string*>(own);
      });
  return place;
}

int choose_protocol(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  const auto& known = *static_cast<const std::string*>(
      SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place_of_protocols()));
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(known.data()),
                            static_cast<unsigned int>(known.size()), offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

ssl_context server_context(const tls_server_options& options) {
  ssl_context made = new_context(TLS_server_method());
  use_pair(made.get(), options.certificate, options.key);
  warn_of_its_time(made.get(), options.certificate);
  if (!options.client_authority.empty()) {
    trust(made.get(), options.client_authority);
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  // A session that is taken up again is one of this server only.
  static constexpr unsigned char name[] = "fauxtp";
  SSL_CTX_set_session_id_context(made.get(), name, sizeof name - 1);
  if (!options.protocols.empty()) {
    auto known = std::make_unique<std::string>(alpn_text(options.protocols));
    if (SSL_CTX_set_ex_data(made.get(), place_of_protocols(), known.get()) != 1) {
      throw std::bad_alloc();
    }
    static_cast<void>(known.release());
    SSL_CTX_set_alpn_select_cb(made.get(), choose_protocol, nullptr);
  }
  return made;
}

ssl_context client_context(const tls_client_options& options) {
  ssl_context made = new_context(TLS_client_method());
  if (!options.authority.empty()) {
    trust(made.get(), options.authority);
  } else {
    SSL_CTX_set_default_verify_paths(made.get());
  }
  SSL_CTX_set_verify(made.get(), options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!options.certificate.empty()) use_pair(made.get(), options.certificate, options.key);
  const std::string protocols = alpn_text(options.protocols);
  SSL_CTX_set_alpn_protos(made.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned int>(protocols.size()));
  return made;
}

}  // namespace fauxtp::io
