#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/http.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [http]
class greeter : public http::connection {
  http::response handle(const http::request& request) override {
    if (request.target() == "/") return http::answer("hello");
    return http::answer("there is no such page", "text/plain", http::status::not_found);
  }
};
// [/http]

// [events]
class ticker : public http::connection {
  http::response handle(const http::request& request) override {
    return events(request, [](http::event_stream& client) {
      send_after(1s, self(), "tick");
      while (client.receive(on([&](const std::string& news) { client.send(news); }))) {
        send_after(1s, self(), "tick");
      }
    });
  }
};
// [/events]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_of_http_in_seven_lines, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  const std::string address = "http://" + to_string(door.local());
  task client(
      [&] { return http::get(address + "/").body() + ", " + http::get(address + "/tea").body(); });
  for (int i = 0; i < 2; ++i) {
    const pid server = start<greeter>();
    send(server, door.accept());
  }
  BOOST_TEST(client.join() == "hello, there is no such page");
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_client_gets_events, testing::node) {
  io::listener door(io::address("unix:@fauxtp-events-example"));
  io::stream client = io::connect(door.local());
  const pid server = start<ticker>();
  send(server, door.accept());
  client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  settle();
  std::string text;
  const auto read = [&] {
    std::array<char, 1000> part;
    text.append(part.data(), client.read_some(part));
  };
  read();
  advance(1s);
  read();
  advance(1s);
  read();
  BOOST_TEST(text.ends_with("\r\n\r\ndata: tick\n\ndata: tick\n\n"));
  client.close();
  settle();
}
