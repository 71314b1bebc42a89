#include "fauxtp/testing_network.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

// [network]
struct shop : testing::node {
  explicit shop(testing::network through = testing::network())
      : testing::node(through), net(std::move(through)) {}
  testing::network net;
};

BOOST_FIXTURE_TEST_CASE(an_answer_takes_as_long_as_the_way, shop) {
  const io::address at("10.0.0.1:80");
  net.set(at, {.delay = 10ms});
  io::listener door(at);
  spawn([&] { door.accept().write("tea"); });
  task customer([at] {
    io::stream connection = io::connect(at);  // there and back
    std::array<char, 3> answer;
    connection.read(answer);
    return std::string(answer.data(), answer.size());
  });
  advance(19ms);
  BOOST_TEST(is_alive(customer.actor()));
  advance(1ms);
  BOOST_TEST(customer.join() == "tea");
}
// [/network]
