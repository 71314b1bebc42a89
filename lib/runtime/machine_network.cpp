// Connections over the sockets of this machine.
#include "runtime/machine_network.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "runtime/descriptor.hpp"
#include "runtime/inherited_sockets.hpp"
#include "runtime/pipe_end.hpp"
#include "runtime/socket_address.hpp"
#include "runtime/system_call.hpp"

namespace fauxtp::runtime {
namespace {

constexpr std::size_t most_pieces = 64;  // of one write

void set(int socket, int level, int option, int value) noexcept {
  setsockopt(socket, level, option, &value, sizeof value);
}

// Small messages go at once; one who writes many pieces writes them together.
void never_waits_for_more(int socket, bool is_tcp) noexcept {
  if (is_tcp) set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

bool has_tcp(int socket) noexcept {
  int family = AF_UNSPEC;
  socklen_t size = sizeof family;
  getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size);
  return family == AF_INET || family == AF_INET6;
}

/// An interface on a socket that only its owner reads.
template <class Interface>
class on_socket : public on_descriptor<Interface> {
 public:
  // Somebody else may write meanwhile, on another worker.
  void watch(bell& here, io_wait& wait) override {
    here.watch(this->number(), wait, wait.wanted().writable ? nullptr : &watch_);
  }

 protected:
  explicit on_socket(owned_descriptor socket) : on_descriptor<Interface>(std::move(socket)) {}
  /// After each attempt to read.
  void was_drained(bool all) noexcept { watch_.drained = all; }

 private:
  standing_watch watch_;
};

class socket_connection final : public on_socket<connection> {
 public:
  socket_connection(owned_descriptor socket, bool is_tcp)
      : on_socket(std::move(socket)), is_tcp_(is_tcp) {}

  io_result read(std::span<std::byte> to) noexcept override {
    const io_result done =
        result_of(uninterrupted([&] { return recv(number(), to.data(), to.size(), 0); }));
    // unix(7): descriptors that were sent along divide the bytes, so a read stops between two.
    const bool took_all = done.size > 0 && done.size < to.size() && is_tcp_;
    was_drained(took_all || done.error == EAGAIN);
    return done;
  }
  io_result write(std::span<const std::span<const std::byte>> pieces) noexcept override {
    std::array<iovec, most_pieces> parts;
    msghdr message{};
    message.msg_iov = parts.data();
    for (const auto& each : pieces.first(std::min(pieces.size(), most_pieces))) {
      parts[message.msg_iovlen++] = {const_cast<std::byte*>(each.data()), each.size()};
    }
    return result_of(uninterrupted([&] { return sendmsg(number(), &message, MSG_NOSIGNAL); }));
  }
  int connected() noexcept override {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(number(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
  }
  int end_writing() noexcept override { return shutdown(number(), SHUT_WR) == 0 ? 0 : errno; }
  void reset_when_closed() noexcept override {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  io::address peer() const override { return peer_of(number()); }
  io::address local() const override { return local_of(number()); }

 private:
  const bool is_tcp_;
};

class socket_acceptor final : public on_socket<acceptor> {
 public:
  socket_acceptor(owned_descriptor socket, std::string path)
      : on_socket(std::move(socket)), is_tcp_(has_tcp(number())), path_(std::move(path)) {
    remember_file();
  }
  // Only its own file: another program may listen at this path by now.
  ~socket_acceptor() override {
    struct stat now {};
    if (path_.empty() || stat(path_.c_str(), &now) != 0) return;
    if (now.st_ino == file_.st_ino && now.st_dev == file_.st_dev) unlink(path_.c_str());
  }

  connecting accept() noexcept override {
    int made = -1;
    do {
      made = accept4(number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (made < 0 && (errno == EINTR || errno == ECONNABORTED));
    const int error = result_of(made).error;
    was_drained(error == EAGAIN);
    if (error != 0) return {nullptr, error};
    owned_descriptor socket(made);
    never_waits_for_more(made, is_tcp_);
    return {std::make_unique<socket_connection>(std::move(socket), is_tcp_), 0};
  }
  io::address local() const override { return local_of(number()); }

 private:
  void remember_file() {
    if (!path_.empty() && stat(path_.c_str(), &file_) != 0) path_.clear();
  }

  const bool is_tcp_;
  std::string path_;  // of the file that it leaves behind; empty: none
  struct stat file_ {};
};

class socket_datagrams final : public on_socket<datagrams> {
 public:
  explicit socket_datagrams(owned_descriptor socket) : on_socket(std::move(socket)) {}

  int send(std::span<const std::byte> datagram, const io::address& to) noexcept override {
    const socket_address there = as_socket_address(to);
    return result_of(uninterrupted([&] {
             return sendto(number(), datagram.data(), datagram.size(), MSG_NOSIGNAL, there.get(),
                           there.size);
           }))
        .error;
  }
  io_result receive(std::span<std::byte> to, io::address& from) override {
    socket_address there;
    const io_result done = result_of(uninterrupted([&] {
      return recvfrom(number(), to.data(), to.size(), MSG_TRUNC, there.get(), &there.size);
    }));
    was_drained(done.error == EAGAIN);
    if (done.error == 0) from = as_address(there);
    return done;
  }
  io::address local() const override { return local_of(number()); }
};

owned_descriptor open_socket(const socket_address& of, int type = SOCK_STREAM) {
  return owned_descriptor(socket(of.storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

[[noreturn]] void fail(const char* operation) {
  throw std::system_error(errno, std::system_category(), operation);
}

// A socket file outlives a program that was killed, and nobody can listen there again. Nobody
// accepts at such a file, so it is in the way of nobody when it goes.
void remove_orphan(const std::string& path, const socket_address& at) {
  const owned_descriptor probe = open_socket(at);
  if (!probe || connect(probe.number(), at.get(), at.size) == 0) return;
  struct stat file {};
  const bool orphan = errno == ECONNREFUSED && stat(path.c_str(), &file) == 0;
  if (orphan && S_ISSOCK(file.st_mode)) unlink(path.c_str());
}

// Blocks its thread.
resolved resolve_here(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &first);
  if (error != 0) {
    return {{}, error == EAI_SYSTEM ? std::system_category().message(errno) : gai_strerror(error)};
  }
  resolved found;
  for (const addrinfo* each = first; each != nullptr; each = each->ai_next) {
    socket_address there;
    there.size = each->ai_addrlen;
    std::copy_n(reinterpret_cast<const char*>(each->ai_addr), each->ai_addrlen,
                reinterpret_cast<char*>(&there.storage));
    const io::address address = as_address(there);
    if (std::ranges::find(found.addresses, address) == found.addresses.end()) {
      found.addresses.push_back(address);
    }
  }
  freeaddrinfo(first);
  return found;
}

}  // namespace

std::unique_ptr<connection> connection_of(int descriptor) {
  struct stat what {};
  if (fstat(descriptor, &what) == 0 && !S_ISSOCK(what.st_mode)) {
    return std::make_unique<pipe_end>(owned_descriptor(descriptor));
  }
  return std::make_unique<socket_connection>(owned_descriptor(descriptor), has_tcp(descriptor));
}

connecting machine_network::connect(const io::address& to) {
  const socket_address there = as_socket_address(to);
  owned_descriptor socket = open_socket(there);
  if (!socket) return {nullptr, errno};
  never_waits_for_more(socket.number(), !to.is_path());
  int error = 0;
  if (::connect(socket.number(), there.get(), there.size) != 0) error = errno;
  // An interrupted connect goes on by itself, as one that would wait.
  if (error == EINTR) error = EINPROGRESS;
  if (error != 0 && error != EINPROGRESS) return {nullptr, error};
  return {std::make_unique<socket_connection>(std::move(socket), !to.is_path()), error};
}

std::unique_ptr<acceptor> machine_network::listen(const io::address& at, int backlog) {
  if (owned_descriptor passed = inherited_socket(at)) {
    return std::make_unique<socket_acceptor>(std::move(passed), "");
  }
  const socket_address here = as_socket_address(at);
  owned_descriptor socket = open_socket(here);
  if (!socket) fail("socket");
  const bool has_file = at.is_path() && at.host().front() != '@';
  if (has_file) remove_orphan(at.host(), here);
  if (!at.is_path()) set(socket.number(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (at.is_ipv6()) set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (bind(socket.number(), here.get(), here.size) != 0) fail("bind");
  auto made = std::make_unique<socket_acceptor>(std::move(socket), has_file ? at.host() : "");
  if (::listen(made->descriptor(), backlog) != 0) fail("listen");
  return made;
}

std::unique_ptr<datagrams> machine_network::open(const io::address& at) {
  const socket_address here = as_socket_address(at);
  owned_descriptor socket = open_socket(here, SOCK_DGRAM);
  if (!socket) fail("socket");
  if (at.is_ipv6()) set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (bind(socket.number(), here.get(), here.size) != 0) fail("bind");
  return std::make_unique<socket_datagrams>(std::move(socket));
}

void machine_network::resolve(const std::string& host, std::uint16_t port, executor& blocking,
                              std::function<void(resolved)> tell) {
  blocking.run([host, port, tell = std::move(tell)] { tell(resolve_here(host, port)); });
}

}  // namespace fauxtp::runtime
