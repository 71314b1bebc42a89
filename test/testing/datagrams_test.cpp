// Datagrams of the network in memory: what becomes of them on their way.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/testing_network.hpp"
#include "fauxtp/timer.hpp"
#include "fauxtp/udp_socket.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const io::address names("10.0.0.1:53");
constexpr int many = 10'000;

struct offline : testing::node {
  explicit offline(network through = network()) : testing::node(through), net(std::move(through)) {}
  /// What has come; each datagram is the number that was sent.
  std::vector<int> arrived() {
    std::vector<int> all;
    there.receive_limit(0s);
    try {
      for (std::array<char, 10> part;;) {
        all.push_back(std::stoi(std::string(part.data(), there.receive(part).size)));
      }
    } catch (const io::error&) {  // no more
    }
    return all;
  }
  void send_many() {
    for (int i = 0; i < many; ++i) here.send(std::to_string(i), names);
  }
  network net;
  io::udp_socket here{io::address("0.0.0.0:0")};
  io::udp_socket there{names};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(datagrams_test)

BOOST_FIXTURE_TEST_CASE(a_datagram_takes_as_long_as_the_way_and_so_does_its_answer, offline) {
  net.set(names, {.delay = 10ms});
  here.send("1", names);
  advance(9ms);
  BOOST_TEST(arrived().empty());
  task<std::string> answers([this] {
    there.receive_limit(infinity);
    std::array<char, 10> part;
    const auto [size, from] = there.receive(part);
    there.send("answer", from);
    return std::string(part.data(), size);
  });
  advance(1ms);
  BOOST_TEST(answers.join() == "1");
  std::array<char, 10> part;
  here.receive_limit(10ms);
  task<io::address> waits([&] { return here.receive(part).from; });
  advance(9ms);
  BOOST_TEST(is_alive(waits.actor()));
  advance(1ms);
  BOOST_TEST((waits.join() == names));
}

BOOST_FIXTURE_TEST_CASE(as_many_are_lost_as_the_link_says, offline) {
  net.set(names, {.capacity = 1 << 20, .loss = 0.3});
  send_many();
  const auto come = arrived();
  BOOST_TEST(come.size() > many * 0.65);
  BOOST_TEST(come.size() < many * 0.75);
  BOOST_TEST(std::ranges::is_sorted(come));
}

BOOST_FIXTURE_TEST_CASE(as_many_come_twice_as_the_link_says, offline) {
  net.set(names, {.capacity = 1 << 20, .twice = 0.1});
  send_many();
  const auto come = arrived();
  BOOST_TEST(come.size() > many * 1.08);
  BOOST_TEST(come.size() < many * 1.12);
}

BOOST_FIXTURE_TEST_CASE(with_jitter_they_overtake_each_other_and_all_arrive, offline) {
  net.set(names, {.delay = 1ms, .capacity = 1 << 20, .jitter = 1ms});
  send_many();
  advance(1ms - 1us);
  BOOST_TEST(arrived().empty());
  advance(1ms + 1us);
  auto come = arrived();
  BOOST_TEST(!std::ranges::is_sorted(come));
  std::ranges::sort(come);
  BOOST_TEST(come.size() == std::size_t(many));
  BOOST_TEST((std::ranges::adjacent_find(come) == come.end()));
}

BOOST_FIXTURE_TEST_CASE(what_finds_no_room_or_a_cut_is_lost, offline) {
  net.set(names, {.capacity = 3});
  for (const char* each : {"1", "2", "3", "4"}) here.send(each, names);
  BOOST_TEST((arrived() == std::vector<int>{1, 2, 3}));
  net.set(names, {.cut = true});
  here.send("5", names);
  net.set(names, {});
  BOOST_TEST(arrived().empty());
  here.send("6", io::address("10.0.0.9:53"));  // where nobody is
}

BOOST_FIXTURE_TEST_CASE(an_error_of_the_link_is_told_to_who_sends, offline) {
  net.set(names, {.refusal = EHOSTUNREACH});
  try {
    here.send("1", names);
    BOOST_ERROR("it was sent");
  } catch (const io::error& told) {
    BOOST_TEST(told.code().value() == EHOSTUNREACH);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_loses_the_same) {
  const auto lost = [](std::uint64_t seed) {
    offline home{network(seed)};
    home.net.set(names, {.capacity = 1 << 20, .loss = 0.5});
    home.send_many();
    auto come = home.arrived();
    home.teardown();
    return come;
  };
  BOOST_TEST((lost(3) == lost(3)));
  BOOST_TEST((lost(3) != lost(4)));
}

BOOST_FIXTURE_TEST_CASE(closed_sockets_leave_nothing, offline) {
  here.send("1", names);
  { const io::udp_socket closed = std::move(here); }
  BOOST_TEST(net.open() == 1U);
  { const io::udp_socket closed = std::move(there); }
  BOOST_TEST(net.open() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
