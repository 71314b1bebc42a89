// OpenSSL, by Asio's synchronous stream, on ours.
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "certificate.hpp"
#include "fauxtp/asio.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

struct asio_tls : testing::node {
  /// Says back five bytes, and returns what went wrong.
  std::string serve(io::stream connection) {
    try {
      ssl::context with(ssl::context::tls_server);
      with.use_certificate_chain_file(its.file());
      with.use_private_key_file(its.key(), ssl::context::pem);
      ssl::stream<io::asio_stream> stream(io::asio_stream(std::move(connection)), with);
      stream.handshake(ssl::stream_base::server);
      std::array<char, 5> bytes;
      asio::read(stream, asio::buffer(bytes));
      asio::write(stream, asio::buffer(bytes));
      boost::system::error_code end;
      stream.shutdown(end);
      return "well";
    } catch (const boost::system::system_error& failure) {
      return failure.code().message();
    }
  }
  std::string ask(io::stream connection, const std::string& name) {
    try {
      ssl::context with(ssl::context::tls_client);
      with.load_verify_file(its.file());
      with.set_verify_mode(ssl::verify_peer);
      ssl::stream<io::asio_stream> stream(io::asio_stream(std::move(connection)), with);
      stream.set_verify_callback(ssl::host_name_verification(name));
      stream.handshake(ssl::stream_base::client);
      asio::write(stream, asio::buffer("hello", 5));
      std::array<char, 5> bytes;
      asio::read(stream, asio::buffer(bytes));
      return {bytes.data(), bytes.size()};
    } catch (const boost::system::system_error& failure) {
      return failure.code().message();
    }
  }

  certificate its;
  stream_pair ends;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(asio_tls_test)

BOOST_FIXTURE_TEST_CASE(bytes_go_over_tls_in_actors_with_small_stacks, asio_tls) {
  task server([&] { return serve(std::move(ends.there)); });
  task client([&] { return ask(std::move(ends.here), "localhost"); });
  BOOST_TEST(client.join() == "hello");
  BOOST_TEST(server.join() == "well");
}

BOOST_FIXTURE_TEST_CASE(a_certificate_for_another_name_is_refused, asio_tls) {
  task server([&] { return serve(std::move(ends.there)); });
  task client([&] { return ask(std::move(ends.here), "example.org"); });
  BOOST_TEST(client.join().find("certificate verify failed") != std::string::npos);
  BOOST_TEST(server.join() != "well");
}

BOOST_FIXTURE_TEST_CASE(who_speaks_no_tls_is_refused, asio_tls) {
  task server([&] { return serve(std::move(ends.there)); });
  ends.here.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  BOOST_TEST(server.join().find("http request") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(who_says_nothing_is_left_after_the_time_of_the_stream, asio_tls) {
  ends.there.read_limit(5s);
  task server([&] { return serve(std::move(ends.there)); });
  settle();
  BOOST_TEST(is_alive(server.actor()));
  advance(5s);
  BOOST_TEST(server.join() == "Connection timed out");
}

BOOST_AUTO_TEST_SUITE_END()
