#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/address.hpp"
#include "fauxtp/duration.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class network;
}

namespace fauxtp::testing {

struct memory_state;

/// How the way to an address behaves, in both directions.
struct network_link {
  /// How long what is sent is under way, by the node's clock. To connect takes twice as long.
  duration delay{};
  /// What is sent neither arrives nor fails, as long as this holds. It arrives afterwards.
  bool cut = false;
  /// Bytes in one direction that were written and not read. Who writes more waits.
  std::size_t capacity = 128 * 1024;
  /// Bytes that one read or one write takes.
  std::size_t most_at_once = std::numeric_limits<std::size_t>::max();
  /// Each read and each write takes less than it could, by chance: at least one byte.
  bool varies = false;
  /// An errno (ECONNREFUSED, EHOSTUNREACH): who connects, or sends a datagram, fails with it,
  /// whoever is there.
  int refusal = 0;

  // Only of datagrams, of which those that find no room, or a cut, are lost:
  double loss = 0;    ///< how many of them get lost, from 0 to 1
  double twice = 0;   ///< how many of them come twice, from 0 to 1
  duration jitter{};  ///< each takes longer by chance, so they overtake each other
};

/// A connection between two ends, of which one may be closed already.
struct network_connection {
  io::address from;  ///< empty: its end has none, because it has connected to a path
  io::address to;    ///< as the one who has connected names it
  std::uint64_t number = 0;
};

/// A network that exists in memory only: the actors of a test's node reach each other through it
/// as they would through sockets, and the test decides what goes wrong.
///
/// ```cpp file=test/examples/testing_network.cpp region=network
/// struct shop : testing::node {
///   explicit shop(testing::network through = testing::network())
///       : testing::node(through), net(std::move(through)) {}
///   testing::network net;
/// };
///
/// BOOST_FIXTURE_TEST_CASE(an_answer_takes_as_long_as_the_way, shop) {
///   const io::address at("10.0.0.1:80");
///   net.set(at, {.delay = 10ms});
///   io::listener door(at);
///   spawn([&] { door.accept().write("tea"); });
///   task customer([at] {
///     io::stream connection = io::connect(at);  // there and back
///     std::array<char, 3> answer;
///     connection.read(answer);
///     return std::string(answer.data(), answer.size());
///   });
///   advance(19ms);
///   BOOST_TEST(is_alive(customer.actor()));
///   advance(1ms);
///   BOOST_TEST(customer.join() == "tea");
/// }
/// ```
///
/// With one worker and the same seed, a run is the same each time. Copies are the same network. Its
/// functions are for the actors of the node, and for whoever makes the node before that.
class network {
 public:
  explicit network(std::uint64_t seed = 1);

  /// From now on the way to this address, as those who connect name it, is so, for connections that
  /// exist, too. Port 0 stands for all ports of the host that have no link of their own.
  void set(const io::address& to, const network_link& how);
  /// The same for all addresses that have no link of their own.
  void set_all(const network_link& how);
  /// From now on the way to this address is that to all addresses that have no link of their own.
  void unset(const io::address& to);
  /// How the way to this address is.
  network_link at(const io::address& to) const;

  /// Both sides of each connection to this address find it reset (ECONNRESET), at once. Port 0
  /// stands for all ports of the host.
  void reset(const io::address& to);
  void reset(const network_connection& which);
  /// What is sent on this connection from now on, or is under way, never arrives, and nobody tells
  /// the two sides: as if something between them had forgotten the connection. (A system tells who
  /// has written so after some fifteen minutes; here nobody does.)
  void silence(const network_connection& which);
  /// Those that exist, the oldest one first.
  std::vector<network_connection> connections() const;
  /// At which somebody listens or receives datagrams, and to which there are connections, in order.
  /// Who listens at all numbers of the host is at 127.0.0.1 or ::1.
  std::vector<io::address> addresses() const;

  /// The host has these numbers ("10.0.0.1", "::1"), and is found after this time; with infinity
  /// nobody answers who asks for it. A host with no numbers is not found, as one that was not named
  /// here; but "localhost" is, and numbers are.
  void name(const std::string& host, std::vector<std::string> numbers, duration after = {});

  /// As many listeners and ends of connections may be open at a time: connect and accept fail with
  /// EMFILE beyond that.
  void most_open(std::size_t limit);
  /// How many are.
  std::size_t open() const;

  /// For the parts of the library that build on this one.
  std::shared_ptr<runtime::network> core() const;

 private:
  std::shared_ptr<memory_state> state_;
};

}  // namespace fauxtp::testing
#pragma GCC visibility pop
