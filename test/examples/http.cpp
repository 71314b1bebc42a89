#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/http.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {

// [http]
class greeter : public http::connection {
  http::response handle(const http::request& request) override {
    if (request.target() == "/") return http::answer("hello");
    return http::answer("there is no such page", "text/plain", http::status::not_found);
  }
};
// [/http]

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
