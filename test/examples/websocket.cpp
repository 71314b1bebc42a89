#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>
#include <fauxtp/websocket.hpp>

using namespace fauxtp;

namespace {

// [websocket]
struct news {
  std::string text;
};

/// Says back what its client says, and tells it the news.
class talker : public http::websocket_connection {
  http::response handle(const http::request& request) override {
    return upgrade(request, [](http::websocket& client) {
      while (client.receive([&](std::string_view text) { client.send(text); },
                            on([&](const news& latest) { client.send(latest.text); }))) {
      }
    });
  }
};
// [/websocket]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_websocket_is_one_actor, testing::node) {
  const io::address at("unix:@fauxtp-websocket-example");
  io::listener door(at);
  task<std::string> asks([at] {
    io::asio_stream wire(io::connect(at));
    boost::beast::websocket::stream<io::asio_stream&> its(wire);
    its.handshake("localhost", "/");
    its.write(boost::asio::buffer("hello", 5));
    boost::beast::flat_buffer both;
    its.read(both);
    its.read(both);
    return boost::beast::buffers_to_string(both.data());
  });
  const pid server = start<talker>();
  send(server, door.accept());
  settle();
  send(server, news{", world"});
  BOOST_TEST(asks.join() == "hello, world");
  settle();
}
