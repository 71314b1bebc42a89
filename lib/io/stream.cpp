// Reading and writing a connection.
#include "fauxtp/stream.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "actor/post.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/timer.hpp"
#include "io/ready.hpp"
#include "runtime/machine_network.hpp"

namespace fauxtp::io {
namespace {

constexpr events to_read{.readable = true};
constexpr events to_write{.writable = true};

std::span<const std::byte> bytes_of(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

std::unique_ptr<runtime::connection> made_non_blocking(int socket) {
  const int flags = fcntl(socket, F_GETFL);
  if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) < 0) {
    throw error(errno, "use of descriptor", std::to_string(socket));
  }
  return runtime::connection_of(socket);
}

}  // namespace

/// Tells its actor, by a message, that there is something to read.
class stream::notice final : runtime::io_wait {
 public:
  explicit notice(runtime::connection& of)
      : io_wait({.readable = true}), of_(of), bell_(runtime::worker::current()->bell()) {
    of_.watch(bell_, *this);
  }
  ~notice() {
    if (!told_) of_.forget(bell_, *this);
  }
  ref number() const noexcept { return number_; }

 private:
  void ready(runtime::io_events) noexcept override {
    told_ = true;
    detail::post_message(whom_, term(readable_notice{number_}));
  }

  runtime::connection& of_;
  runtime::bell& bell_;
  const pid whom_ = self();
  const ref number_ = make_ref();
  bool told_ = false;
};

stream::stream() noexcept = default;
// A notice stays behind: the next owner may live on another worker.
stream::stream(stream&& other) noexcept { *this = std::move(other); }
stream& stream::operator=(stream&& other) noexcept {
  other.notice_.reset();
  notice_.reset();
  connection_ = std::move(other.connection_);
  drained_ = other.drained_;
  read_limit_ = other.read_limit_;
  write_limit_ = other.write_limit_;
  read_deadline_ = other.read_deadline_;
  orders_ = other.orders_;
  return *this;
}
stream::~stream() = default;
stream::stream(int socket) : stream(made_non_blocking(socket)) {}
stream::stream(std::unique_ptr<runtime::connection> made) noexcept : connection_(std::move(made)) {}

std::unique_ptr<runtime::connection> stream::taken() noexcept {
  notice_.reset();
  return std::move(connection_);
}

void stream::becomes(std::unique_ptr<runtime::connection> other) noexcept {
  connection_ = std::move(other);
  drained_ = false;
}

// Reading.

std::size_t stream::read_some(std::span<std::byte> to, std::error_code& failure,
                              std::source_location where) {
  runtime::io_result done{.error = EBADF};
  if (connection_ != nullptr) {
    do {
      done = drained_ ? runtime::io_result{.error = EAGAIN} : connection_->read(to);
      drained_ = false;
    } while (wait_again(done.error, to_read, where));
    drained_ = done.size > 0 && done.size < to.size();
  }
  failure.assign(done.error, std::system_category());
  return done.size;
}

std::size_t stream::read_some(std::span<std::byte> to, std::source_location where) {
  std::error_code failure;
  const std::size_t size = read_some(to, failure, where);
  if (failure) fail(failure.value(), "read from");
  return size;
}

std::size_t stream::read_some(std::span<char> to, std::source_location where) {
  return read_some(std::as_writable_bytes(to), where);
}

void stream::read(std::span<std::byte> to, std::source_location where) {
  while (!to.empty()) {
    const std::size_t size = read_some(to, where);
    if (size == 0) fail(EPIPE, "read from");
    to = to.subspan(size);
  }
}

void stream::read(std::span<char> to, std::source_location where) {
  read(std::as_writable_bytes(to), where);
}

// Writing.

std::size_t stream::write_some(std::span<const std::span<const std::byte>> pieces,
                               std::error_code& failure, std::source_location where) {
  runtime::io_result done{.error = EBADF};
  if (connection_ != nullptr) {
    do {
      done = connection_->write(pieces);
    } while (wait_again(done.error, to_write, where));
  }
  failure.assign(done.error, std::system_category());
  return done.size;
}

std::size_t stream::write_some(std::span<const std::byte> from, std::source_location where) {
  std::error_code failure;
  const std::size_t size = write_some({&from, 1}, failure, where);
  if (failure) fail(failure.value(), "write to");
  return size;
}

void stream::write(std::span<const std::byte> from, std::source_location where) {
  while (!from.empty()) from = from.subspan(write_some(from, where));
}

void stream::write(std::string_view from, std::source_location where) {
  write(bytes_of(from), where);
}

// Waiting: after an attempt that could do nothing. False if there is nothing to wait for; the error
// is that of the operation then.
bool stream::wait_again(int& error, events wanted, const std::source_location& where) {
  if (error != EAGAIN) return false;
  const time_point deadline = wanted.readable
                                  ? std::min(deadline_after(read_limit_), read_deadline_)
                                  : deadline_after(write_limit_);
  try {
    if (wait_for(*connection_, wanted, deadline, orders_, where).any()) return true;
    error = ETIMEDOUT;
  } catch (const std::system_error& refused) {
    error = refused.code().value();
  }
  return false;
}

bool stream::wait(events wanted, duration time, std::source_location where) {
  if (connection_ == nullptr) fail(EBADF, "wait for");
  try {
    return wait_for(*connection_, wanted, deadline_after(time), orders_, where).any();
  } catch (const std::system_error& refused) {
    fail(refused.code().value(), "wait for");
  }
}

ref stream::notify_readable() {
  if (connection_ == nullptr) fail(EBADF, "wait for");
  notice_.reset();
  try {
    notice_ = std::make_unique<notice>(*connection_);
  } catch (const std::system_error& refused) {
    fail(refused.code().value(), "wait for");
  }
  return notice_->number();
}

// The end.

void stream::end_writing() {
  if (const int error = connection_ == nullptr ? EBADF : connection_->end_writing()) {
    fail(error, "end of writing to");
  }
}

void stream::close() noexcept {
  notice_.reset();
  connection_.reset();
}

void stream::reset() noexcept {
  if (connection_ != nullptr) connection_->reset_when_closed();
  close();
}

// What it is.

address stream::peer() const { return connection_ == nullptr ? address() : connection_->peer(); }
address stream::local() const { return connection_ == nullptr ? address() : connection_->local(); }
std::string stream::protocol() const {
  return connection_ == nullptr ? std::string() : connection_->protocol();
}
int stream::descriptor() const noexcept {
  return connection_ == nullptr ? -1 : connection_->descriptor();
}

detail::io_moment readable(const stream& which) {
  if (!which.is_open()) which.fail(EBADF, "wait for");
  return moment_of(*which.connection_, to_read);
}

detail::io_moment writable(const stream& which) {
  if (!which.is_open()) which.fail(EBADF, "wait for");
  return moment_of(*which.connection_, to_write);
}

void stream::fail(int number, const char* operation) const {
  if (connection_ == nullptr) throw error(number, operation, "a closed stream");
  const std::string why = connection_->why();
  throw error(number, operation, connection_->name() + (why.empty() ? "" : " (" + why + ")"));
}

}  // namespace fauxtp::io
