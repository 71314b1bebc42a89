#include <array>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [stream]
std::string ask(const io::address& server, std::string_view question) {
  io::stream connection = io::connect(server, 5s);
  connection.write(question);
  connection.end_writing();
  std::string answer;
  std::array<char, 1024> part;
  while (const std::size_t size = connection.read_some(part)) answer.append(part.data(), size);
  return answer;
}
// [/stream]

// [receive]
void relay(io::stream& client) {
  bool open = true;
  const auto listen = [&] {
    std::array<char, 1024> part;
    open = client.read_some(part) > 0;
  };
  while (open) {
    receive(on([&](const std::string& news) { client.write(news); }),
            on(io::readable(client), listen));
  }
}
// [/receive]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_question_goes_over_tcp_and_is_answered, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  task asker([to = door.local()] { return ask(to, "what?"); });
  io::stream connection = door.accept();
  std::array<char, 5> question;
  connection.read(question);
  connection.write("that!");
  connection.close();
  BOOST_TEST(asker.join() == "that!");
}

BOOST_FIXTURE_TEST_CASE(messages_and_bytes_are_waited_for_at_once, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  io::stream connection = io::connect(door.local());
  const auto [actor, end] = spawn_monitor([client = door.accept()]() mutable { relay(client); });
  send(actor, "news");
  std::array<char, 4> got;
  connection.read(got);
  BOOST_TEST(std::string_view(got.data(), 4) == "news");
  connection.close();
  BOOST_TEST(receive<down>().reason == exit_reason::normal);
}
