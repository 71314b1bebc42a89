#include <array>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [listener]
void echo_server(const io::address& at) {
  io::listener door(at);
  for (;;) {
    spawn([connection = door.accept()]() mutable {
      std::array<char, 4096> part;
      while (const std::size_t size = connection.read_some(part)) {
        connection.write({part.data(), size});
      }
    });
  }
}
// [/listener]

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_echo_server_answers, testing::node) {
  const io::address at("unix:@fauxtp-echo-example");
  const pid server = spawn([at] { echo_server(at); });
  settle();
  {
    io::stream client = io::connect(at);
    client.write("hello");
    std::array<char, 5> answer;
    client.read(answer);
    BOOST_TEST(std::string_view(answer.data(), answer.size()) == "hello");
  }
  exit(server, exit_reason::kill);
  settle();
}
