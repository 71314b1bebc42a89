// Datagrams.
#include "fauxtp/udp_socket.hpp"

#include <cerrno>
#include <system_error>

#include "actor/local_node.hpp"
#include "fauxtp/timer.hpp"
#include "io/ready.hpp"
#include "runtime/network.hpp"

namespace fauxtp::io {
namespace {

std::unique_ptr<runtime::datagrams> opened(const address& at) {
  try {
    return detail::process::current().node().net().open(at);
  } catch (const std::system_error& refused) {
    throw error(refused.code(), "open UDP at", to_string(at));
  }
}

}  // namespace

udp_socket::udp_socket(const address& at) : own_(opened(at)) {}
udp_socket::udp_socket(udp_socket&& other) noexcept = default;
udp_socket& udp_socket::operator=(udp_socket&& other) noexcept = default;
udp_socket::~udp_socket() = default;

void udp_socket::send(std::span<const std::byte> datagram, const address& to,
                      std::source_location where) {
  int failure = 0;
  while ((failure = own().send(datagram, to)) == EAGAIN) {
    wait_for(*own_, {.writable = true}, time_point::max(), orders::ignored, where);
  }
  if (failure != 0) throw error(failure, "send to", to_string(to));
}

void udp_socket::send(std::string_view datagram, const address& to, std::source_location where) {
  send(std::as_bytes(std::span(datagram)), to, where);
}

udp_socket::received udp_socket::receive(std::span<std::byte> to, std::source_location where) {
  const time_point deadline = deadline_after(receive_limit_);
  received datagram;
  for (;;) {
    const runtime::io_result done = own().receive(to, datagram.from);
    datagram.size = done.size;
    if (done.error == 0) return datagram;
    if (done.error != EAGAIN) throw error(done.error, "receive at", to_string(local()));
    if (!wait_for(*own_, {.readable = true}, deadline, orders::ignored, where).any()) {
      throw error(ETIMEDOUT, "receive at", to_string(local()));
    }
  }
}

udp_socket::received udp_socket::receive(std::span<char> to, std::source_location where) {
  return receive(std::as_writable_bytes(to), where);
}

address udp_socket::local() const { return own_ == nullptr ? address() : own_->local(); }
int udp_socket::descriptor() const noexcept { return own_ == nullptr ? -1 : own_->descriptor(); }

runtime::datagrams& udp_socket::own() const {
  if (own_ == nullptr) throw error(EBADF, "use", "a closed UDP socket");
  return *own_;
}

detail::io_moment readable(const udp_socket& which) {
  return moment_of(which.own(), {.readable = true});
}

}  // namespace fauxtp::io
