#pragma once

#include <algorithm>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket.hpp>
#include <cerrno>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fauxtp/http.hpp"

#pragma GCC visibility push(default)
/// WebSocket (RFC 6455) by Boost.Beast. This header is not part of fauxtp.hpp, because it needs
/// Boost's headers.
namespace fauxtp::http {

namespace detail {

/// Thrown through Beast when it wants more bytes than have come: it begins again at that place.
struct nothing_there {};

/// What Beast's WebSocket reads and writes. Beast gets the head of a frame, or a frame that is
/// about the connection itself, only when all of it has come: it could not begin such a part again.
/// So at the end of each part it holds nothing that nobody else knows of.
class websocket_wire {
 public:
  websocket_wire(io::asio_stream& below, std::string read_already)
      : below_(below), come_(std::move(read_already)) {}

  /// From now on, reading takes what is there, or throws nothing_there.
  void only_looks(bool wanted) noexcept { only_looks_ = wanted; }
  /// Whether something has come that Beast has not got.
  bool holds_some() const noexcept { return !come_.empty(); }
  /// Whether anything has come since the last call.
  bool has_heard() noexcept { return std::exchange(has_heard_, false); }

  using executor_type = io::asio_stream::executor_type;
  executor_type get_executor() const { return below_.get_executor(); }

  template <class Buffers>
  std::size_t read_some(const Buffers& to, boost::system::error_code& failure) {
    failure = {};
    if (payload_left_ == 0) return read_head(to, failure);
    const std::size_t size = come_.empty()
                                 ? read_below(boost::asio::buffer(first_of(to), clamped()), failure)
                                 : take(clamped(), to);
    payload_left_ -= size;
    return size;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& from, boost::system::error_code& failure) {
    return below_.write_some(from, failure);
  }
  // Beast asks for these two, but uses those above.
  template <class Buffers>
  std::size_t read_some(const Buffers& to) {
    boost::system::error_code failure;
    const std::size_t size = read_some(to, failure);
    if (failure) throw boost::system::system_error(failure);
    return size;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& from) {
    return below_.write_some(from);
  }
  /// The connection's actor closes it.
  friend void teardown(boost::beast::role_type, websocket_wire&,
                       boost::system::error_code& failure) {
    failure = {};
  }

 private:
  template <class Buffers>
  std::size_t read_head(const Buffers& to, boost::system::error_code& failure) {
    std::array<char, 512> part;
    while (come_.size() < size_of_head()) {
      const std::size_t size = read_below(boost::asio::buffer(part), failure);
      if (failure) return 0;
      come_.append(part.data(), size);
    }
    const std::size_t size = size_of_head();
    payload_left_ = is_control() ? 0 : size_of_payload();
    return take(size, to);
  }

  template <class Buffers>
  std::size_t read_below(const Buffers& to, boost::system::error_code& failure) {
    if (only_looks_) below_.next_layer().read_deadline(now());
    const std::size_t size = below_.read_some(to, failure);
    if (only_looks_ && failure.value() == ETIMEDOUT) throw nothing_there();
    has_heard_ = has_heard_ || size > 0;
    return size;
  }

  template <class Buffers>
  static boost::asio::mutable_buffer first_of(const Buffers& all) {
    const auto end = boost::asio::buffer_sequence_end(all);
    for (auto each = boost::asio::buffer_sequence_begin(all); each != end; ++each) {
      const boost::asio::mutable_buffer part(*each);
      if (part.size() > 0) return part;
    }
    return {};
  }

  template <class Buffers>
  std::size_t take(std::size_t most, const Buffers& to) {
    const std::size_t size = boost::asio::buffer_copy(to, boost::asio::buffer(come_, most));
    come_.erase(0, size);
    return size;
  }

  // The head of a frame, RFC 6455, section 5.2. A frame about the connection counts whole.
  std::size_t size_of_head() const noexcept {
    if (come_.size() < 2) return 2;
    const std::size_t of_length = length() == 126 ? 2 : length() == 127 ? 8 : 0;
    const std::size_t of_mask = (byte(1) & 0x80) != 0 ? 4 : 0;
    return 2 + of_length + of_mask + (is_control() ? length() % 126 : 0);
  }
  bool is_control() const noexcept { return (byte(0) & 0x08) != 0; }
  std::uint64_t size_of_payload() const noexcept {
    if (length() < 126) return length();
    std::uint64_t size = 0;
    const std::size_t end = length() == 126 ? 4 : 10;
    for (std::size_t at = 2; at < end; ++at) size = size << 8 | byte(at);
    return size;
  }
  std::size_t length() const noexcept { return byte(1) & 0x7f; }
  unsigned char byte(std::size_t at) const noexcept {
    return static_cast<unsigned char>(come_[at]);
  }
  std::size_t clamped() const noexcept {
    return static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, SIZE_MAX));
  }

  io::asio_stream& below_;
  std::string come_;                // and Beast has not got it
  std::uint64_t payload_left_ = 0;  // of the frame whose head Beast has got
  bool only_looks_ = false;
  bool has_heard_ = false;
};

}  // namespace detail

/// Both directions of a WebSocket, in one actor. Made by websocket_connection::upgrade.
///
/// ```cpp file=test/examples/websocket.cpp region=websocket
/// struct news {
///   std::string text;
/// };
///
/// /// Says back what its client says, and tells it the news.
/// class talker : public http::websocket_connection {
///   http::response handle(const http::request& request) override {
///     return upgrade(request, [](http::websocket& client) {
///       while (client.receive([&](std::string_view text) { client.send(text); },
///                             on([&](const news& latest) { client.send(latest.text); }))) {
///       }
///     });
///   }
/// };
/// ```
///
/// A client that says nothing for half a minute is asked whether it is there (a ping), and is taken
/// for gone if it says nothing for another one. All operations end the actor, normally, if the
/// client is gone.
class websocket {
 public:
  /// A text; it must be UTF-8.
  void send(std::string_view text) { write(text, true); }
  void send_binary(std::string_view data) { write(data, false); }

  /// A receive that also takes the client's next message: `on_message(text)`, or
  /// `on_message(text, is_text)` for who tells texts from other data. It returns false when the
  /// WebSocket has been closed: by the client, because of its mistakes, or because the acceptor
  /// drains.
  template <class OnMessage, class... Clauses>
  bool receive(OnMessage on_message, Clauses... clauses) {
    while (is_open_) {
      if (may_have_more_ && take_message(on_message)) return is_open_;
      if (!is_open_) break;
      bool got_one = true;
      fauxtp::receive(on(type<draining>,
                         [&](draining) {
                           close("the service ends",
                                 boost::beast::websocket::close_code::going_away);
                         }),
                      clauses...,
                      on(io::readable(wire_.next_layer()),
                         [&] {
                           may_have_more_ = true;
                           got_one = false;
                         }),
                      after(silence, [&] {
                        ask_whether_it_is_there();
                        got_one = false;
                      }));
      if (got_one) return is_open_;
    }
    return false;
  }

  /// Says goodbye, and waits for the client's: at most a second.
  void close(std::string_view why = {}, boost::beast::websocket::close_code code =
                                            boost::beast::websocket::close_code::normal) {
    if (!is_open_) return;
    is_open_ = false;
    its_.next_layer().only_looks(false);
    wire_.next_layer().read_deadline(deadline_after(std::chrono::seconds(1)));
    boost::system::error_code ignored;
    its_.close({code, boost::beast::string_view(why.data(), std::min(why.size(), longest_reason))},
               ignored);
  }

 private:
  friend class websocket_connection;
  static constexpr std::chrono::seconds silence{30};
  static constexpr std::size_t longest_reason = 123;

  websocket(io::asio_stream& wire, std::string read_already, std::uint64_t most)
      : wire_(wire), its_(wire, std::move(read_already)) {
    its_.read_message_max(most);
  }

  void accept(const request& asked) {
    boost::system::error_code failure;
    its_.accept(asked, failure);
    if (failure) stop();
  }

  /// False if none is there, or if the WebSocket has been closed.
  template <class OnMessage>
  bool take_message(OnMessage& on_message) {
    boost::system::error_code failure;
    its_.next_layer().only_looks(true);
    try {
      its_.read(message_, failure);
    } catch (const detail::nothing_there&) {
      may_have_more_ = false;
      return false;
    }
    if (failure) {  // Beast has told the client why, if it is not gone
      is_open_ = false;
      is_told_why_ = failure != boost::beast::websocket::error::closed;
      return false;
    }
    const std::string data = boost::beast::buffers_to_string(message_.data());
    message_.consume(message_.size());
    may_have_more_ = its_.next_layer().holds_some();
    if constexpr (std::invocable<OnMessage&, std::string_view, bool>) {
      on_message(std::string_view(data), its_.got_text());
    } else {
      on_message(std::string_view(data));
    }
    return true;
  }

  void ask_whether_it_is_there() {
    if (its_.next_layer().has_heard()) was_asked_ = false;
    if (was_asked_) stop();
    was_asked_ = true;
    boost::system::error_code failure;
    its_.ping({}, failure);
    if (failure) stop();
  }

  void write(std::string_view data, bool is_text) {
    if (!is_open_) return;
    boost::system::error_code failure;
    its_.text(is_text);
    its_.write(boost::asio::buffer(data.data(), data.size()), failure);
    if (failure) stop();
  }

  io::asio_stream& wire_;
  boost::beast::websocket::stream<detail::websocket_wire, false> its_;
  boost::beast::flat_buffer message_;
  bool is_open_ = true;
  bool may_have_more_ = true;
  bool was_asked_ = false;
  bool is_told_why_ = false;  // the client has made a mistake
};

/// A connection of HTTP that may become a WebSocket.
class websocket_connection : public connection {
 protected:
  using connection::connection;

  /// For `handle`: makes it one, which `body` has, and closes it after that. Who asks for something
  /// else is told so (426). Of the limits, `body` is for one message. It does not look at the field
  /// Origin: a service that knows its users by cookies does.
  template <class Body>
  response upgrade(const request& asked, Body body) {
    if (!boost::beast::websocket::is_upgrade(asked)) {
      response refusal = answer("here is a WebSocket\n", "text/plain", status::upgrade_required);
      refusal.set(field::upgrade, "websocket");
      return refusal;
    }
    has_answered_ = true;
    const std::unique_ptr<websocket> peer(
        new websocket(*wire_, boost::beast::buffers_to_string(buffer_.data()), limits_.body));
    peer->accept(asked);
    body(*peer);
    peer->close();
    if (peer->is_told_why_) let_client_read();
    stop();
  }
};

}  // namespace fauxtp::http

namespace fauxtp::io {

/// For Beast's own WebSocket on a stream: the one who has the stream closes it.
inline void teardown(boost::beast::role_type, asio_stream&, boost::system::error_code& failure) {
  failure = {};
}

}  // namespace fauxtp::io
#pragma GCC visibility pop
