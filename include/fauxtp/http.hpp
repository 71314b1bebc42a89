#pragma once

#include <algorithm>
#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "fauxtp/acceptor.hpp"
#include "fauxtp/actor.hpp"
#include "fauxtp/asio.hpp"
#include "fauxtp/event_stream.hpp"
#include "fauxtp/hibernate.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/stream.hpp"
#include "fauxtp/timer.hpp"
#include "fauxtp/tls.hpp"

#pragma GCC visibility push(default)
/// HTTP/1.1 by Boost.Beast, for actors. This header is not part of fauxtp.hpp, because it needs
/// Boost's headers.
namespace fauxtp::http {

using boost::beast::http::field;
using boost::beast::http::status;
using boost::beast::http::verb;
using request = boost::beast::http::request<boost::beast::http::string_body>;
using response = boost::beast::http::response<boost::beast::http::string_body>;

/// What a client may ask of a connection. Who asks for more is told so, with a status of its own,
/// and the connection is closed.
struct limits {
  std::size_t header = 16 * 1024;                   ///< bytes; else 431
  std::uint64_t body = 1024 * 1024;                 ///< bytes; else 413
  duration header_time = std::chrono::seconds(10);  ///< from its first byte to its end; else 408
  duration body_time = std::chrono::seconds(30);    ///< the same for the body
  duration idle = std::chrono::seconds(60);   ///< between two requests; then the connection closes
  duration write = std::chrono::seconds(30);  ///< for a client that does not read the answer
};

namespace detail {
inline std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}
}  // namespace detail

/// A response with a body, of this type.
inline response answer(std::string body, std::string_view type = "text/plain",
                       status what = status::ok) {
  response made(what, 11);
  made.set(field::content_type, type);
  made.body() = std::move(body);
  return made;
}

/// One connection of an HTTP server, as an actor under an acceptor (acceptor.hpp).
///
/// ```cpp file=test/examples/http.cpp region=http
/// class greeter : public http::connection {
///   http::response handle(const http::request& request) override {
///     if (request.target() == "/") return http::answer("hello");
///     return http::answer("there is no such page", "text/plain", http::status::not_found);
///   }
/// };
/// ```
///
/// Requests are handled one after the other, also those that a client sends without waiting for the
/// answer. The connection is kept as HTTP says; it ends by itself between two requests when its
/// acceptor is draining. Content-Length, Connection and Date are set; a body is left out of the
/// answer to HEAD. What a client does wrong is answered and ends the connection, as limits say; a
/// message that is malformed, or has two lengths, gets 400.
///
/// If `handle` throws, the client gets 500 and the actor crashes: that is reported like any crash.
/// `handle` may call servers and wait; while it does, the connection reads nothing.
class connection : public actor {
 public:
  explicit connection(const limits& wanted = {}) : limits_(wanted) {}

 protected:
  virtual response handle(const request& asked) = 0;
  /// For `handle`: answers by events, which `body` sends, and closes the connection after that.
  ///
  /// ```cpp file=test/examples/http.cpp region=events
  /// class ticker : public http::connection {
  ///   http::response handle(const http::request& request) override {
  ///     return events(request, [](http::event_stream& client) {
  ///       send_after(1s, self(), "tick");
  ///       while (client.receive(on([&](const std::string& news) { client.send(news); }))) {
  ///         send_after(1s, self(), "tick");
  ///       }
  ///     });
  ///   }
  /// };
  /// ```
  template <class Body>
  response events(const request& asked, Body body) {
    has_answered_ = true;
    event_stream to(wire(),
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    "Cache-Control: no-store\r\nConnection: close\r\nDate: " +
                        detail::http_date() + "\r\n\r\n");
    if (asked.method() != verb::head) body(to);
    stop();
  }
  /// Who asks; an empty address before the first request.
  const io::address& client() const noexcept { return client_; }

 private:
  void run() final {
    wire_.emplace(receive<io::stream>());
    client_ = wire().peer();
    wire().write_limit(limits_.write);
    while (next_comes()) serve_one();
    stop();
  }

  io::stream& wire() { return wire_->next_layer(); }

  /// False if there will be no further request.
  bool next_comes() {
    if (buffer_.size() > 0) return true;  // it has been read with the one before
    const time_point deadline = deadline_after(limits_.idle);
    bool is_idle = false;
    for (std::optional<bool> comes;;) {
      const bool was_idle = is_idle;
      const duration left = deadline - now();
      receive(on(type<draining>, [&](draining) { comes = false; }),
              on([](const term&) {}),  // it is not for HTTP
              on(io::readable(wire()), [&] { comes = true; }),
              after(is_idle ? left : std::min(left, until_it_is_idle), [&] {
                if (now() >= deadline) comes = false;
                is_idle = true;
              }));
      if (comes) return *comes;
      if (is_idle && !was_idle) needs_little();
    }
  }

  /// Many connections have nothing to do for most of their time.
  void needs_little() {
    buffer_ = {};
    trim_stack();
  }

  // Not a part of run(): what it needs of the stack would be touched by a connection that is idle.
  [[gnu::noinline]] void serve_one() {
    boost::beast::http::request_parser<boost::beast::http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header));
    parser.body_limit(limits_.body);
    if (!read(parser, limits_.header_time, [&] { return parser.is_header_done(); })) return;
    if (parser.get()[field::expect] == "100-continue" && !parser.is_done()) {
      wire().write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (!read(parser, limits_.body_time, [&] { return parser.is_done(); })) return;
    const request asked = parser.release();
    response made;
    try {
      made = handle(asked);
    } catch (const std::exception&) {
      if (!has_answered_) refuse(status::internal_server_error, asked.version());
      throw;
    }
    made.version(asked.version());
    made.keep_alive(asked.keep_alive() && made.keep_alive());
    send_answer(made, asked.method() == verb::head);
  }

  /// False if the request is none; then that has been said.
  template <class Parser, class Condition>
  bool read(Parser& parser, duration time, Condition is_done) {
    wire().read_deadline(deadline_after(time));
    while (!is_done()) {
      boost::system::error_code failure;
      boost::beast::http::read_some(*wire_, buffer_, parser, failure);
      if (failure) return refused(failure, parser.got_some() || buffer_.size() > 0);
    }
    return true;
  }

  bool refused(const boost::system::error_code& failure, bool has_begun) {
    using error = boost::beast::http::error;
    if (failure == error::end_of_stream) stop();  // between two requests
    if (failure == error::body_limit) return refuse(status::payload_too_large);
    if (failure == error::header_limit) return refuse(status::request_header_fields_too_large);
    if (failure.category() == boost::beast::http::make_error_code(error{}).category()) {
      return refuse(status::bad_request);
    }
    if (failure.value() == ETIMEDOUT && has_begun) return refuse(status::request_timeout);
    stop();  // the connection is gone
  }

  [[gnu::noinline]] bool refuse(status why, unsigned version = 11) {
    response made =
        answer(std::string(boost::beast::http::obsolete_reason(why)) + "\n", "text/plain", why);
    made.version(version);
    made.keep_alive(false);
    write(made, false);
    let_client_read();
    return false;
  }

  /// If a client is still writing when this closes, the system takes the answer back from it.
  void let_client_read() {
    try {
      wire().end_writing();
    } catch (const io::error&) {
      return;  // it is gone
    }
    wire().read_deadline(deadline_after(time_to_read_the_answer));
    std::array<std::byte, 4096> rest;
    std::error_code failure;
    while (wire().read_some(rest, failure) > 0 && !failure) {
    }
  }

  void send_answer(response& made, bool without_body) {
    write(made, without_body);
    if (!made.keep_alive()) stop();
  }

  void write(response& made, bool without_body) {
    if (made.find(field::date) == made.end()) made.set(field::date, detail::http_date());
    made.prepare_payload();
    boost::beast::http::response_serializer<boost::beast::http::string_body> text(made);
    boost::system::error_code failure;
    if (without_body) {
      boost::beast::http::write_header(*wire_, text, failure);
    } else {
      boost::beast::http::write(*wire_, text, failure);
    }
    if (failure) stop();  // the client is gone
  }

  friend class websocket_connection;
  static constexpr duration until_it_is_idle = std::chrono::seconds(1);
  static constexpr std::chrono::seconds time_to_read_the_answer{1};

  const limits limits_;
  std::optional<io::asio_stream> wire_;
  io::address client_;
  bool has_answered_ = false;  // by itself, in handle
  boost::beast::flat_buffer buffer_;
};

/// The parts of an address on the web: "http://127.0.0.1:8080/orders?state=new".
struct url {
  bool is_secure = false;  ///< "https://…": by TLS (tls.hpp), at port 443 if none is told
  std::string host;
  std::uint16_t port = 80;
  std::string target = "/";

  /// Throws std::invalid_argument if it is none, or not one of HTTP.
  explicit url(std::string_view text);
};

inline url::url(std::string_view text) {
  const auto refuse = [&](const char* why) {
    throw std::invalid_argument("fauxtp: \"" + std::string(text) + "\" is no address: " + why);
  };
  constexpr std::string_view scheme = "http://";
  constexpr std::string_view secure_scheme = "https://";
  is_secure = text.starts_with(secure_scheme);
  if (is_secure) port = 443;
  if (!is_secure && !text.starts_with(scheme)) refuse("it must begin with http:// or https://");
  std::string_view rest = text.substr(is_secure ? secure_scheme.size() : scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (slash < rest.size()) target = rest.substr(slash);
  rest = rest.substr(0, slash);
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.back() != ']') {
    const std::string_view digits = rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) refuse("its port is none");
    rest = rest.substr(0, colon);
  }
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  if (rest.empty()) refuse("it has no host");
  host = rest;
}

/// Sends one request over a connection of its own, and returns the answer. `wait` is for each step:
/// to connect, and each wait for a part of the answer. `trust` is for https. Throws io::error,
/// boost::system::system_error for what is no HTTP, and actor_exit.
inline response ask(const url& where, request asked, duration wait = std::chrono::seconds(5),
                    const io::tls_client_options& trust = {}) {
  io::stream made = where.is_secure ? io::tls_connect(where.host, where.port, trust, wait)
                                    : io::connect(where.host, where.port, wait);
  made.read_limit(wait);
  made.write_limit(wait);
  io::asio_stream wire(std::move(made));
  asked.target(where.target);
  asked.set(field::host, where.host);
  asked.keep_alive(false);
  asked.prepare_payload();
  boost::beast::http::write(wire, asked);
  boost::beast::flat_buffer buffer;
  boost::beast::http::response_parser<boost::beast::http::string_body> parser;
  parser.body_limit(boost::none);
  parser.skip(asked.method() == verb::head);
  boost::beast::http::read(wire, buffer, parser);
  return parser.release();
}

inline response get(std::string_view where, duration wait = std::chrono::seconds(5),
                    const io::tls_client_options& trust = {}) {
  return ask(url(where), request(verb::get, "/", 11), wait, trust);
}

}  // namespace fauxtp::http
#pragma GCC visibility pop
