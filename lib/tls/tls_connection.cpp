// Reading and writing with TLS.
#include "tls/tls_connection.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace fauxtp::io {

using runtime::io_events;
using runtime::io_result;

namespace {

// So much of several small pieces goes into one record. (It lies on the stack of an actor.)
constexpr std::size_t most_of_small_pieces = 4 * 1024;

}  // namespace

/// How OpenSSL reads and writes the connection below.
struct bio_of_connection {
  static tls_connection& of(BIO* bio) noexcept {
    return *static_cast<tls_connection*>(BIO_get_data(bio));
  }
  static int read(BIO* bio, char* to, int size) noexcept {
    BIO_clear_retry_flags(bio);
    const io_result done =
        of(bio).plain_->read({reinterpret_cast<std::byte*>(to), static_cast<std::size_t>(size)});
    if (done.error == EAGAIN) BIO_set_retry_read(bio);
    return result(bio, done);
  }
  static int write(BIO* bio, const char* from, int size) noexcept {
    BIO_clear_retry_flags(bio);
    const std::span<const std::byte> piece(reinterpret_cast<const std::byte*>(from),
                                           static_cast<std::size_t>(size));
    const io_result done = of(bio).plain_->write({&piece, 1});
    if (done.error == EAGAIN) BIO_set_retry_write(bio);
    return result(bio, done);
  }
  static int result(BIO* bio, io_result done) noexcept {
    if (done.error == 0) return static_cast<int>(done.size);
    if (done.error != EAGAIN) of(bio).error_of_plain_ = done.error;
    // OpenSSL looks there whether the other side is gone, which need not be a failure.
    errno = done.error;
    return -1;
  }
  static long control(BIO*, int what, long, void*) noexcept { return what == BIO_CTRL_FLUSH; }

  static BIO_METHOD* method() noexcept {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* all = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "connection");
      BIO_meth_set_read(all, read);
      BIO_meth_set_write(all, write);
      BIO_meth_set_ctrl(all, control);
      return all;
    }();
    return made;
  }
};

/// Waits for what OpenSSL needs, and then tells the one who waits for something else.
class tls_connection::other_way final : public runtime::io_wait {
 public:
  other_way(tls_connection& home, io_wait& instead_of, io_events needed)
      : io_wait(needed), home_(home), instead_of_(&instead_of) {}
  bool is_instead_of(const io_wait& wait) const noexcept { return instead_of_ == &wait; }

 private:
  void ready(io_events) noexcept override {
    io_wait& told = *instead_of_;
    home_.other_ways_.remove_if([this](const other_way& each) { return &each == this; });
    told.ready(told.wanted());
  }

  tls_connection& home_;
  io_wait* instead_of_;
};

tls_connection::tls_connection(std::unique_ptr<runtime::connection> plain, ssl_session ssl)
    : plain_(std::move(plain)), ssl_(std::move(ssl)) {
  BIO* bio = BIO_new(bio_of_connection::method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}

tls_connection::~tls_connection() {
  if (!says_goodbye_ || !SSL_is_init_finished(ssl_.get())) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());  // the connection is left without waiting for an answer
}

template <class Operation>
io_result tls_connection::attempt(io_events& needs, io_events usual, Operation operation) noexcept {
  // OpenSSL keeps errors per thread: another connection may have left some.
  ERR_clear_error();
  error_of_plain_ = 0;
  std::size_t size = 0;
  const int done = operation(size);
  if (done == 1) {
    needs = usual;
    return {.size = size};
  }
  switch (SSL_get_error(ssl_.get(), done)) {
    case SSL_ERROR_WANT_READ:
      needs = {.readable = true};
      return {.error = EAGAIN};
    case SSL_ERROR_WANT_WRITE:
      needs = {.writable = true};
      return {.error = EAGAIN};
    case SSL_ERROR_ZERO_RETURN:
      return {};
    default:
      return {.error = failed()};
  }
}

/// The number of what has gone wrong; the words are in why_.
int tls_connection::failed() noexcept {
  says_goodbye_ = false;
  if (error_of_plain_ != 0) return error_of_plain_;
  const unsigned long number = ERR_peek_last_error();
  const long verified = SSL_get_verify_result(ssl_.get());
  try {
    if (ERR_GET_REASON(number) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
      why_ = std::string("certificate: ") + X509_verify_cert_error_string(verified);
    } else if (const char* reason = ERR_reason_error_string(number)) {
      why_ = std::string("TLS: ") + reason;
    } else if (why_.empty()) {
      why_ = "TLS: the other side ended the connection without saying so";
    }
  } catch (const std::bad_alloc&) {  // then the number has to do
  }
  return EPROTO;
}

io_result tls_connection::read(std::span<std::byte> to) noexcept {
  std::size_t total = 0;
  while (total < to.size()) {
    const auto rest = to.subspan(total);
    const io_result done = attempt(reading_needs_, {.readable = true}, [&](std::size_t& size) {
      return SSL_read_ex(ssl_.get(), rest.data(), rest.size(), &size);
    });
    total += done.size;
    if (done.size > 0) continue;
    can_be_read_ = done.error != EAGAIN;
    return total > 0 ? io_result{.size = total} : done;
  }
  can_be_read_ = SSL_has_pending(ssl_.get()) == 1;
  return {.size = total};
}

io_result tls_connection::write(std::span<const std::span<const std::byte>> pieces) noexcept {
  std::array<std::byte, most_of_small_pieces> record;
  std::span<const std::byte> first;
  std::size_t size = 0;
  for (const auto& each : pieces) {
    if (each.empty()) continue;
    if (first.empty()) first = each;
    const std::size_t part = std::min(each.size(), record.size() - size);
    std::memcpy(record.data() + size, each.data(), part);
    size += part;
    if (size == record.size()) break;
  }
  if (size == 0) return {};
  const std::span<const std::byte> from =
      size > first.size() ? std::span<const std::byte>(record).first(size) : first;
  return attempt(writing_needs_, {.writable = true}, [&](std::size_t& written) {
    return SSL_write_ex(ssl_.get(), from.data(), from.size(), &written);
  });
}

int tls_connection::connected() noexcept {
  return attempt(writing_needs_, {.writable = true},
                 [&](std::size_t&) { return SSL_do_handshake(ssl_.get()); })
      .error;
}

// By TLS alone: the connection below goes both ways until it is closed.
int tls_connection::end_writing() noexcept {
  const io_result done = attempt(writing_needs_, {.writable = true}, [&](std::size_t&) {
    return SSL_shutdown(ssl_.get()) < 0 ? -1 : 1;
  });
  says_goodbye_ = false;
  return done.error;
}

void tls_connection::reset_when_closed() noexcept {
  says_goodbye_ = false;
  plain_->reset_when_closed();
}

void tls_connection::watch(runtime::bell& here, runtime::io_wait& wait) {
  const io_events wanted = wait.wanted();
  if (wanted.readable && can_be_read_) return wait.ready({.readable = true});
  const io_events none{};
  const io_events needed =
      (wanted.readable ? reading_needs_ : none) | (wanted.writable ? writing_needs_ : none);
  if (needed.readable == wanted.readable && needed.writable == wanted.writable) {
    return plain_->watch(here, wait);
  }
  other_ways_.emplace_back(*this, wait, needed);
  try {
    plain_->watch(here, other_ways_.back());
  } catch (...) {
    other_ways_.pop_back();
    throw;
  }
}

void tls_connection::forget(runtime::bell& here, runtime::io_wait& wait) noexcept {
  for (auto each = other_ways_.begin(); each != other_ways_.end(); ++each) {
    if (!each->is_instead_of(wait)) continue;
    plain_->forget(here, *each);
    other_ways_.erase(each);
    return;
  }
  plain_->forget(here, wait);
}

std::string tls_connection::protocol() const {
  const unsigned char* chosen = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
  return {reinterpret_cast<const char*>(chosen), size};
}

}  // namespace fauxtp::io
