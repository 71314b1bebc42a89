// The two sides of TLS, as libfauxtp.so asks for them.
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "fauxtp/address.hpp"
#include "fauxtp/log.hpp"
#include "io/tls_provider.hpp"
#include "tls/tls_connection.hpp"
#include "tls/tls_context.hpp"

namespace fauxtp::io {
namespace {

using runtime::connection;

ssl_session new_session(SSL_CTX* context) {
  ssl_session made(SSL_new(context));
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

/// What can be seen of a file without reading it.
struct file_state {
  explicit file_state(const std::string& path) {
    struct stat found {};
    if (stat(path.c_str(), &found) == 0) {
      is = {std::int64_t(found.st_dev), std::int64_t(found.st_ino), found.st_size,
            found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
    }
  }
  std::array<std::int64_t, 5> is{};
  friend bool operator==(const file_state&, const file_state&) = default;
};

class server_side final : public tls_side {
 public:
  explicit server_side(const tls_server_options& options)
      : options_(options), context_(server_context(options_)) {}

  std::unique_ptr<connection> secured(std::unique_ptr<connection> plain,
                                      const std::string&) override {
    take_new_files();
    ssl_session session = new_session(context_.get());
    SSL_set_accept_state(session.get());
    return std::make_unique<tls_connection>(std::move(plain), std::move(session));
  }

 private:
  struct files {
    explicit files(const tls_server_options& from)
        : certificate(from.certificate), key(from.key), authority(from.client_authority) {}
    file_state certificate, key, authority;
    friend bool operator==(const files&, const files&) = default;
  };

  void take_new_files() {
    const files now(options_);
    if (now == read_) return;
    read_ = now;
    try {
      context_ = server_context(options_);
      log(severity::notice, "has read the certificate " + options_.certificate + " again");
    } catch (const error& wrong) {
      log(severity::error,
          std::string("goes on with the certificate that it has: ") + wrong.what());
    }
  }

  const tls_server_options options_;
  files read_{options_};
  ssl_context context_;
};

class client_side final : public tls_side {
 public:
  explicit client_side(const tls_client_options& options)
      : verifies_(options.verify), context_(client_context(options)) {}

  std::unique_ptr<connection> secured(std::unique_ptr<connection> plain,
                                      const std::string& host) override {
    if (host.empty()) throw std::invalid_argument("fauxtp: TLS needs the name of the host");
    ssl_session session = new_session(context_.get());
    SSL_set_connect_state(session.get());
    if (is_number(host)) {
      if (verifies_) X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str());
    } else {
      SSL_set_tlsext_host_name(session.get(), host.c_str());
      if (verifies_) SSL_set1_host(session.get(), host.c_str());
    }
    return std::make_unique<tls_connection>(std::move(plain), std::move(session));
  }

 private:
  static bool is_number(const std::string& host) {
    try {
      (void)address(host, 0);
      return true;
    } catch (const std::invalid_argument&) {
      return false;
    }
  }

  const bool verifies_;
  ssl_context context_;
};

class openssl final : public tls_provider {
 public:
  std::unique_ptr<tls_side> server(const tls_server_options& options) const override {
    return std::make_unique<server_side>(options);
  }
  std::unique_ptr<tls_side> client(const tls_client_options& options) const override {
    return std::make_unique<client_side>(options);
  }
};

}  // namespace
}  // namespace fauxtp::io

extern "C" [[gnu::visibility("default")]] const fauxtp::io::tls_provider* fauxtp_tls_provider() {
  static const fauxtp::io::openssl all;
  return &all;
}
