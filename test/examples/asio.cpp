#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/test/unit_test.hpp>
#include <fauxtp/asio.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [asio]
namespace http = boost::beast::http;
void answer_once(io::stream connection) {
  io::asio_stream wire(std::move(connection));
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::read(wire, buffer, request);
  http::response<http::string_body> response(http::status::ok, request.version());
  response.body() = "hello from " + std::string(request.target());
  response.prepare_payload();
  http::write(wire, response);
}
// [/asio]

}  // namespace

BOOST_FIXTURE_TEST_CASE(beast_reads_and_writes_http_in_an_actor, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  task server([&] { answer_once(door.accept()); });
  io::asio_stream wire(io::connect(door.local()));
  http::request<http::string_body> request(http::verb::get, "/tea", 11);
  http::write(wire, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(wire, buffer, response);
  BOOST_TEST(response.body() == "hello from /tea");
  server.join();
}
