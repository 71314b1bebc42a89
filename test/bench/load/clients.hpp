// Connections to the server, each of which waits for its answer before it asks again. All are
// served by bare epoll on one thread, so that they cost less than what they measure.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "protocol.hpp"
#include "server.hpp"

namespace load {

using clock = std::chrono::steady_clock;

struct answers {
  std::vector<double> waits;  ///< ns from question to answer, in order of size
  double nanoseconds = 0;     ///< for all of them

  double each() const { return nanoseconds / static_cast<double>(waits.size()); }
  /// What that share of them stays below.
  double below(double share) const {
    return waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))];
  }
};

class clients {
 public:
  clients(std::uint16_t port, std::size_t count, protocol asked)
      : port_(port), protocol_(std::move(asked)), all_(count) {
    if (epoll_ < 0) throw failure("epoll_create1");
    if (!protocol_.closes) {
      for (client& each : all_) connect(each);
    }
  }
  ~clients() {
    for (const client& each : all_) {
      if (each.socket >= 0) close(each.socket);
    }
    close(epoll_);
  }
  clients(const clients&) = delete;
  clients& operator=(const clients&) = delete;

  /// All of them together ask so many times, or for so long. The first is on each connection.
  answers ask(std::int64_t times, clock::duration longest) {
    answers_ = {};
    answers_.waits.reserve(static_cast<std::size_t>(times));
    left_ = times;
    waiting_ = 0;
    const auto began = clock::now();
    latest_ = began + longest;
    for (client& each : all_) ask_again(each, clock::now());
    while (waiting_ > 0) wait();
    answers_.nanoseconds = nanoseconds(clock::now() - began);
    std::sort(answers_.waits.begin(), answers_.waits.end());
    return std::move(answers_);
  }

 private:
  struct client {
    int socket = -1;
    std::size_t size = 0;  // of what has come of the answer
    clock::time_point asked{};
    std::array<char, 512> answer;
  };

  void wait() {
    constexpr int patience = 10'000;  // ms
    std::array<epoll_event, 256> ready;
    const int count = epoll_wait(epoll_, ready.data(), ready.size(), patience);
    if (count == 0) throw std::runtime_error("the server does not answer");
    for (int i = 0; i < count; ++i) {
      read_some(*static_cast<client*>(ready[static_cast<std::size_t>(i)].data.ptr));
    }
  }

  void read_some(client& one) {
    char* const end = one.answer.data() + one.size;
    const ssize_t size = recv(one.socket, end, one.answer.size() - one.size, 0);
    if (size < 0) throw failure("recv");
    one.size += static_cast<std::size_t>(size);
    if (size == 0 && !protocol_.closes) throw std::runtime_error("the server has closed");
    if (size > 0 && !is_whole(one)) return;
    must_be_right({one.answer.data(), one.size}, protocol_);
    const auto now = clock::now();
    answers_.waits.push_back(nanoseconds(now - one.asked));
    --waiting_;
    one.size = 0;
    if (protocol_.closes) close(std::exchange(one.socket, -1));
    ask_again(one, now);
  }

  bool is_whole(const client& one) {
    if (protocol_.closes) return false;  // it is when the server has closed
    if (protocol_.size == 0 || protocol_.grows) {
      protocol_.size = size_of_answer({one.answer.data(), one.size});
    }
    return protocol_.size > 0 && one.size >= protocol_.size;
  }

  void ask_again(client& one, clock::time_point now) {
    if (left_ == 0 || now > latest_) return;
    --left_;
    ++waiting_;
    one.asked = now;
    if (protocol_.closes) connect(one);
    const std::string& text = protocol_.question;
    if (send(one.socket, text.data(), text.size(), MSG_NOSIGNAL) != ssize_t(text.size())) {
      throw failure("send");
    }
  }

  /// It waits for nobody: the system connects over loopback before the server accepts.
  void connect(client& one) {
    one.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (one.socket < 0) throw failure("socket");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(one.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
      throw failure("connect");
    }
    const int on = 1;
    setsockopt(one.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = &one}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, one.socket, &wanted) != 0) throw failure("epoll_ctl");
  }

  static double nanoseconds(clock::duration time) {
    return std::chrono::duration<double, std::nano>(time).count();
  }

  const std::uint16_t port_;
  protocol protocol_;
  std::vector<client> all_;
  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  answers answers_;
  std::int64_t left_ = 0, waiting_ = 0;
  clock::time_point latest_;
};

}  // namespace load
