// Descriptors for the tests of this room.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "fauxtp/listener.hpp"
#include "fauxtp/stream.hpp"

namespace fauxtp::testing {

/// Two sockets that are connected; both are non-blocking.
class socket_pair {
 public:
  socket_pair() {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends_.data()) != 0) {
      std::abort();
    }
  }
  ~socket_pair() {
    close_here();
    close_there();
  }
  socket_pair(const socket_pair&) = delete;
  socket_pair& operator=(const socket_pair&) = delete;

  int here() const { return ends_[0]; }
  int there() const { return ends_[1]; }
  void close_here() { close_end(0); }
  void close_there() { close_end(1); }
  /// The caller closes it.
  int take_here() { return std::exchange(ends_[0], -1); }
  int take_there() { return std::exchange(ends_[1], -1); }
  /// As the other side.
  void write(std::string_view text) const {
    if (::write(ends_[1], text.data(), text.size()) != ssize_t(text.size())) std::abort();
  }
  /// Fills the way from here to there.
  void fill() const {
    const std::array<char, 4096> some{};
    while (::write(ends_[0], some.data(), some.size()) > 0) {
    }
  }
  void drain() const {
    std::array<char, 4096> some;
    while (::read(ends_[1], some.data(), some.size()) > 0) {
    }
  }

 private:
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) ::close(std::exchange(ends_[which], -1));
  }
  std::array<int, 2> ends_{};
};

/// The tests of this room run once more on a network and a disk in memory; see testing_network.hpp
/// and testing_disk.hpp. Those that need descriptors or files of the system are left out there.
inline bool on_the_machine() {
  const char* network = std::getenv("FAUXTP_TEST_NETWORK");
  return network == nullptr || std::string_view(network) == "machine";
}
inline const boost::unit_test::precondition needs_descriptors([](boost::unit_test::test_unit_id) {
  return boost::test_tools::assertion_result(on_the_machine());
});

/// A connection to an address with a port.
struct tcp_pair {
  tcp_pair() {
    io::listener door(io::address("127.0.0.1:0"));
    here = io::connect(door.local());
    there = door.accept();
  }
  io::stream here;
  io::stream there;
};

/// Two streams that are connected, in the simplest way.
struct stream_pair {
  stream_pair() {
    if (on_the_machine()) {
      socket_pair made;
      here = io::stream(made.take_here());
      there = io::stream(made.take_there());
    } else {
      tcp_pair made;
      here = std::move(made.here);
      there = std::move(made.there);
    }
  }
  io::stream here;
  io::stream there;
};

/// How many descriptors the process has.
inline std::size_t descriptors_open() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// What the operation throws, or "none".
inline std::string error_of(const std::function<void()>& operation) {
  try {
    operation();
    return "none";
  } catch (const io::error& failed) {
    return failed.what();
  }
}

inline std::string read_all(io::stream& from) {
  std::string all;
  std::array<char, 4096> part;
  while (const std::size_t size = from.read_some(part)) all.append(part.data(), size);
  return all;
}

}  // namespace fauxtp::testing
