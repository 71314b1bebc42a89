// Datagrams.
#include "fauxtp/udp_socket.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct two_sockets : testing::node {
  std::string received() {
    std::array<char, 1000> part;
    const auto [size, from] = there.receive(part);
    BOOST_TEST(from.port() == here.local().port());
    return {part.data(), size};
  }
  io::udp_socket here{io::address("127.0.0.1:0")};
  io::udp_socket there{io::address("127.0.0.1:0")};
};

template <class Function>
std::errc failure_of(Function function) {
  try {
    function();
    return {};
  } catch (const io::error& failure) {
    return std::errc(failure.code().value());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(udp_socket_test)

BOOST_FIXTURE_TEST_CASE(each_datagram_arrives_whole_and_tells_who_has_sent_it, two_sockets) {
  for (const char* each : {"one", "", "three"}) here.send(each, there.local());
  for (const char* each : {"one", "", "three"}) BOOST_TEST(received() == each);
}

BOOST_FIXTURE_TEST_CASE(an_actor_waits_for_a_datagram, two_sockets) {
  task<std::string> waits([this] { return received(); });
  settle();
  BOOST_TEST(is_alive(waits.actor()));
  here.send("hello", there.local());
  BOOST_TEST(waits.join() == "hello");
}

BOOST_FIXTURE_TEST_CASE(a_receive_waits_for_messages_and_datagrams, two_sockets) {
  std::string got;
  const auto wait_for_one = [&] {
    receive(on([&](const std::string& message) { got = message; }),
            on(io::readable(there), [&] { got = received(); }));
  };
  send(self(), "message");
  here.send("datagram", there.local());
  wait_for_one();
  BOOST_TEST(got == "message");
  wait_for_one();
  BOOST_TEST(got == "datagram");
}

BOOST_FIXTURE_TEST_CASE(what_has_no_room_is_lost_and_told, two_sockets) {
  here.send("hello", there.local());
  std::array<char, 2> part;
  BOOST_TEST(there.receive(part).size == 5U);
  BOOST_TEST(std::string_view(part.data(), 2) == "he");
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_datagram_has_its_time, two_sockets) {
  there.receive_limit(3s);
  task<bool> waits([this] { return failure_of([this] { received(); }) == std::errc::timed_out; });
  settle();
  advance(3s);
  BOOST_TEST(waits.join());
}

BOOST_FIXTURE_TEST_CASE(what_is_wrong_with_datagrams_is_told, two_sockets) {
  const std::string longest(io::udp_socket::longest, 'x');
  here.send(longest, there.local());
  BOOST_TEST(
      (failure_of([&] { here.send(longest + "x", there.local()); }) == std::errc::message_size));
  BOOST_TEST(
      (failure_of([&] { io::udp_socket taken(here.local()); }) == std::errc::address_in_use));
  io::udp_socket moved = std::move(here);
  BOOST_TEST(
      (failure_of([&] { here.send("x", there.local()); }) == std::errc::bad_file_descriptor));
}

BOOST_FIXTURE_TEST_CASE(ipv6_has_datagrams_too, testing::node) {
  io::udp_socket here(io::address("[::1]:0"));
  here.send("hello", here.local());
  std::array<char, 10> part;
  BOOST_TEST((here.receive(part).from == here.local()));
}

BOOST_AUTO_TEST_SUITE_END()
