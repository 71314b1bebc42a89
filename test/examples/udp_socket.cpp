#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {

// [udp]
/// Says back each datagram to who has sent it.
void echo_server(io::udp_socket own) {
  std::array<std::byte, 2000> part;
  for (;;) {
    const auto [size, from] = own.receive(part);
    own.send(std::span(part).first(std::min(size, part.size())), from);
  }
}
// [/udp]

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_of_datagrams_answers) {
  const testing::node home;
  io::udp_socket socket(io::address("127.0.0.1:0"));
  const io::address at = socket.local();
  const pid server =
      spawn([socket = std::move(socket)]() mutable { echo_server(std::move(socket)); });
  io::udp_socket client;
  client.send("hello", at);
  std::array<char, 100> answer;
  BOOST_TEST(client.receive(answer).size == 5U);
  exit(server, exit_reason::kill);
}
