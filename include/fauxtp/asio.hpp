#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <cstddef>
#include <source_location>
#include <span>
#include <system_error>
#include <utility>

#include "fauxtp/stream.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::io {

/// A stream as Boost.Asio's synchronous operations take it, so that libraries which are written for
/// them run in an actor: what blocks a thread there lets an actor wait here.
///
/// ```cpp file=test/examples/asio.cpp region=asio
/// namespace http = boost::beast::http;
/// void answer_once(io::stream connection) {
///   io::asio_stream wire(std::move(connection));
///   boost::beast::flat_buffer buffer;
///   http::request<http::string_body> request;
///   http::read(wire, buffer, request);
///   http::response<http::string_body> response(http::status::ok, request.version());
///   response.body() = "hello from " + std::string(request.target());
///   response.prepare_payload();
///   http::write(wire, response);
/// }
/// ```
///
/// This header is not part of fauxtp.hpp, because it needs Boost's headers. The class models
/// SyncReadStream and SyncWriteStream, and what asio::ssl::stream wants of its next layer besides.
/// Asynchronous operations (`async_…`) must not be used with it: nothing ever runs its executor. An
/// actor that uses such a library needs more stack than others: the default of 64 KiB is enough for
/// Beast and for OpenSSL.
///
/// Operations with an error_code set it to what the system says, and to asio::error::eof at the
/// end; those without throw boost::system::system_error. Those that wait throw actor_exit when the
/// actor is to end.
class asio_stream {
 public:
  /// `where`: the line that a look at the actor shows while it waits, because the lines of the
  /// library would tell nothing.
  explicit asio_stream(stream connection,
                       std::source_location where = std::source_location::current())
      : stream_(std::move(connection)), where_(where) {}

  stream& next_layer() noexcept { return stream_; }
  const stream& next_layer() const noexcept { return stream_; }

  using lowest_layer_type = asio_stream;
  using executor_type = boost::asio::io_context::executor_type;
  lowest_layer_type& lowest_layer() noexcept { return *this; }
  const lowest_layer_type& lowest_layer() const noexcept { return *this; }
  executor_type get_executor() const {
    static boost::asio::io_context never_run;
    return never_run.get_executor();
  }

  template <class Buffers>
  std::size_t read_some(const Buffers& to, boost::system::error_code& failure) {
    failure = {};
    const auto end = boost::asio::buffer_sequence_end(to);
    for (auto each = boost::asio::buffer_sequence_begin(to); each != end; ++each) {
      const boost::asio::mutable_buffer part(*each);
      if (part.size() == 0) continue;
      std::error_code why;
      const std::size_t size = stream_.read_some(
          std::span(static_cast<std::byte*>(part.data()), part.size()), why, where_);
      if (why) {
        failure.assign(why.value(), boost::system::system_category());
      } else if (size == 0) {
        failure = boost::asio::error::eof;
      }
      return size;
    }
    return 0;  // there is no room for a byte
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& to) {
    return or_throw([&](auto& failure) { return read_some(to, failure); });
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& from, boost::system::error_code& failure) {
    failure = {};
    std::array<std::span<const std::byte>, most_pieces> pieces;
    std::size_t count = 0;
    const auto end = boost::asio::buffer_sequence_end(from);
    for (auto each = boost::asio::buffer_sequence_begin(from); each != end; ++each) {
      const boost::asio::const_buffer part(*each);
      if (part.size() == 0) continue;
      pieces[count++] = {static_cast<const std::byte*>(part.data()), part.size()};
      if (count == pieces.size()) break;
    }
    if (count == 0) return 0;
    std::error_code why;
    const std::size_t size = stream_.write_some(std::span(pieces.data(), count), why, where_);
    if (why) failure.assign(why.value(), boost::system::system_category());
    return size;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& from) {
    return or_throw([&](auto& failure) { return write_some(from, failure); });
  }

 private:
  static constexpr std::size_t most_pieces = 16;  // of one write

  template <class Operation>
  static std::size_t or_throw(Operation operation) {
    boost::system::error_code failure;
    const std::size_t size = operation(failure);
    if (failure) throw boost::system::system_error(failure);
    return size;
  }

  stream stream_;
  std::source_location where_;
};

}  // namespace fauxtp::io
#pragma GCC visibility pop
