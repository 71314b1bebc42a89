#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include "fauxtp/acceptor.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/stream.hpp"
#include "fauxtp/timer.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::http {

/// An answer that goes on: events that a client gets as they happen (Server-Sent Events, of the
/// HTML standard). Made by connection::events (http.hpp).
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
///
/// All operations end the actor, normally, if the client is gone.
class event_stream {
 public:
  /// `head`: what comes before the events.
  event_stream(io::stream& client, std::string_view head) : client_(client) { write(head); }

  /// Sends one event; a text of several lines stays one. `event`, its name, and `id`, which the
  /// client tells when it comes again (request field Last-Event-ID), are left out if they are
  /// empty; line ends in them become spaces.
  void send(std::string_view data, std::string_view event = {}, std::string_view id = {}) {
    std::string text;
    if (!id.empty()) text += "id: " + one_line(id) + "\n";
    if (!event.empty()) text += "event: " + one_line(event) + "\n";
    for (std::size_t at = 0; at <= data.size();) {
      const std::size_t end = std::min(data.find_first_of("\r\n", at), data.size());
      text.append("data: ").append(data.substr(at, end - at)).append("\n");
      at = end + (data.substr(end).starts_with("\r\n") ? 2 : 1);
    }
    write(text + "\n");
  }

  /// A receive that also ends when the client goes or the acceptor drains: then it returns false.
  /// While nothing is sent, it sends a comment now and then, so that no proxy between gives up.
  template <class... Clauses>
  bool receive(Clauses... clauses) {
    for (bool goes_on = true; goes_on;) {
      bool got_one = true;
      fauxtp::receive(on(type<draining>, [&](draining) { goes_on = false; }), clauses...,
                      on(io::readable(client_),
                         [&] {
                           goes_on = client_is_there();
                           got_one = false;
                         }),
                      after(between_comments, [&] {
                        write(":\n\n");
                        got_one = false;
                      }));
      if (goes_on && got_one) return true;
    }
    return false;
  }

 private:
  static constexpr std::chrono::seconds between_comments{15};

  /// What a client says while it is sent events is of no use; but its end is.
  bool client_is_there() {
    std::array<std::byte, 256> part;
    std::error_code failure;
    return client_.read_some(part, failure) > 0 && !failure;
  }
  static std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& each : line) {
      if (each == '\r' || each == '\n' || each == '\0') each = ' ';
    }
    return line;
  }
  void write(std::string_view text) {
    try {
      client_.write(text);
    } catch (const io::error&) {
      stop();
    }
  }

  io::stream& client_;
};

}  // namespace fauxtp::http
#pragma GCC visibility pop
