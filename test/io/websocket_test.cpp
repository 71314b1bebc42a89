// WebSockets: messages from both sides in one actor, and how they end.
#include "fauxtp/websocket.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Says back what its client says, and what it is told itself.
class echo : public http::websocket_connection {
 public:
  echo() : http::websocket_connection(http::limits{.body = 100'000}) {}

 private:
  http::response handle(const http::request& request) override {
    return upgrade(request, [](http::websocket& client) {
      const auto say_back = [&](std::string_view data, bool is_text) {
        is_text ? client.send(data) : client.send_binary(data);
      };
      while (client.receive(say_back, on([&](const std::string& news) { client.send(news); }))) {
      }
    });
  }
};

/// The client's side, byte by byte.
struct client : testing::node {
  client() {
    stream_pair ends;
    here = std::move(ends.here);
    server = start<echo>();
    end = monitor(server);
    send(server, std::move(ends.there));
  }
  void upgrade(std::string_view first_frames = {}) {
    here.write(
        std::string("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "Sec-WebSocket-Version: 13\r\n\r\n") +
        std::string(first_frames));
    std::string head;
    for (char each = 0; !head.ends_with("\r\n\r\n"); head += each) here.read(std::span(&each, 1));
    BOOST_TEST(head.starts_with("HTTP/1.1 101 "));
    BOOST_TEST(head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);  // RFC 6455, 1.3
  }
  /// A frame of a client, whose mask is zero.
  static std::string frame(unsigned char what, std::string_view payload) {
    std::string made(1, static_cast<char>(what));
    if (payload.size() < 126) {
      made += static_cast<char>(0x80 | payload.size());
    } else {
      made += static_cast<char>(0xfe);
      made += static_cast<char>(payload.size() >> 8);
      made += static_cast<char>(payload.size() & 255);
    }
    return made + std::string(4, '\0') + std::string(payload);
  }
  static std::string text(std::string_view payload) { return frame(0x81, payload); }
  /// What comes from the server.
  std::string read(std::size_t size) {
    std::string all(size, ' ');
    here.read(std::span(all));
    return all;
  }
  std::string rest() {
    std::string all;
    std::array<char, 1000> part;
    while (const std::size_t size = here.read_some(part)) all.append(part.data(), size);
    return all;
  }
  bool ended_normally() {
    settle();
    here.close();
    return await(end) == exit_reason::normal;
  }

  io::stream here;
  pid server;
  ref end;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(websocket_test)

BOOST_FIXTURE_TEST_CASE(both_sides_speak_when_they_like, client) {
  upgrade();
  here.write(text("hello"));
  BOOST_TEST(read(7) == "\x81\x05hello");
  send(server, "news");
  BOOST_TEST(read(6) == "\x81\x04news");
  here.write(frame(0x82, "data"));
  BOOST_TEST(read(6) ==
             "\x82\x04"
             "data");
  here.write(frame(0x88, "\x03\xe8"));
  BOOST_TEST(read(4) == "\x88\x02\x03\xe8");
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(messages_that_come_together_are_all_taken, client) {
  std::string many;
  std::string back;
  for (int i = 0; i < 1000; ++i) {
    many += text("a" + std::to_string(i % 10));
    back +=
        "\x81\x02"
        "a" +
        std::to_string(i % 10);
  }
  upgrade(many);
  BOOST_TEST(read(back.size()) == back);
  here.close();
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_message_that_comes_byte_by_byte_holds_nobody_up, client) {
  upgrade();
  const std::string whole = frame(0x01, "hel") + frame(0x89, "x") + frame(0x80, "lo");
  for (const char each : whole) {
    settle();
    send(server, "n");
    here.write({&each, 1});
  }
  settle();
  std::string all = read(whole.size() * 3 + 3 + 7);
  BOOST_TEST(all.find("\x81\x05hello") != std::string::npos);
  BOOST_TEST(all.find("\x8a\x01x") != std::string::npos);  // the ping is answered in between
  here.close();
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_ping_is_answered_and_is_no_message, client) {
  upgrade();
  here.write(frame(0x89, "are you there"));
  BOOST_TEST(read(15) ==
             "\x8a\x0d"
             "are you there");
  send(server, "n");
  BOOST_TEST(read(3) == "\x81\x01n");
  here.close();
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_client_that_says_nothing_is_asked_and_left, client) {
  upgrade();
  settle();
  advance(30s);
  BOOST_TEST(read(2) == std::string("\x89\0", 2));
  here.write(frame(0x8a, ""));
  settle();
  advance(30s);
  BOOST_TEST(read(2) == std::string("\x89\0", 2));
  advance(30s);
  BOOST_TEST(rest() == "");
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_message_that_is_too_long_closes_it, client) {
  upgrade();
  here.write(frame(0x01, std::string(60'000, 'x')) + frame(0x80, std::string(60'000, 'x')));
  BOOST_TEST(rest().substr(0, 4) == "\x88\x02\x03\xf1");  // 1009
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(what_is_no_frame_closes_it, client) {
  upgrade();
  here.write("\x81\x05hello");                            // a client's must have a mask
  BOOST_TEST(rest().substr(0, 4) == "\x88\x02\x03\xea");  // 1002
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_text_that_is_none_closes_it, client) {
  upgrade();
  here.write(text("\xff\xfe"));
  BOOST_TEST(rest().substr(0, 2) == "\x88\x02");
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(it_is_closed_when_the_acceptor_drains, client) {
  upgrade();
  send(server, draining());
  BOOST_TEST(read(20) == "\x88\x12\x03\xe9the service ends");
  here.write(frame(0x88, "\x03\xe9"));
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_say_goodbye_is_left_after_a_second, client) {
  upgrade();
  send(server, draining());
  settle();
  BOOST_TEST(is_alive(server));
  advance(1s);
  BOOST_TEST(ended_normally());
}

BOOST_FIXTURE_TEST_CASE(who_asks_for_a_page_is_told_that_there_is_none, client) {
  here.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  BOOST_TEST(rest().starts_with("HTTP/1.1 426 Upgrade Required\r\n"));
  BOOST_TEST(ended_normally());
}

BOOST_AUTO_TEST_SUITE_END()
