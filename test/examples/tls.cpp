#include <array>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

#include "certificate.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [server]
void echo_server(io::listener door, const std::string& certificate, const std::string& key) {
  io::tls_server tls({.certificate = certificate, .key = key});
  for (;;) {
    spawn([connection = tls.secure(door.accept())]() mutable {
      std::array<char, 4096> part;
      while (const std::size_t size = connection.read_some(part)) {
        connection.write({part.data(), size});
      }
    });
  }
}
// [/server]

// [client]
std::string first_line(const std::string& host, std::uint16_t port, const std::string& ca) {
  io::stream server = io::tls_connect(host, port, {.authority = ca});
  server.write("hello\n");
  std::array<char, 100> part;
  return {part.data(), server.read_some(part)};
}
// [/client]

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_echo_server_answers_by_tls, testing::node) {
  const testing::certificate its;
  io::listener door(io::address("127.0.0.1:0"));
  const std::uint16_t port = door.local().port();
  const pid server = spawn([&, door = std::move(door)]() mutable {
    echo_server(std::move(door), its.file(), its.key());
  });
  BOOST_TEST(first_line("localhost", port, its.file()) == "hello\n");
  exit(server, exit_reason::kill);
  settle();
}
