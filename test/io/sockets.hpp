// Descriptors for the tests of this room.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

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

/// Two streams that are connected.
struct stream_pair {
  stream_pair() {
    socket_pair made;
    here = io::stream(made.take_here());
    there = io::stream(made.take_there());
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
