// Says back what it reads: bare epoll on one thread, as little as one can do.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

int must(int result, const char* what) {
  if (result >= 0) return result;
  std::perror(what);
  std::exit(1);
}

int listen_at_a_free_port() {
  const int door = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  must(bind(door, reinterpret_cast<sockaddr*>(&at), size), "bind");
  must(listen(door, 4096), "listen");
  must(getsockname(door, reinterpret_cast<sockaddr*>(&at), &size), "getsockname");
  std::printf("%d\n", ntohs(at.sin_port));
  std::fflush(stdout);
  return door;
}

void watch(int epoll, int socket) {
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = socket;
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &wanted), "epoll_ctl");
}

void accept_all(int epoll, int door) {
  for (int client; (client = accept4(door, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(epoll, client);
  }
}

// An answer of 64 bytes always has room.
void answer(int client) {
  char part[4096];
  const ssize_t size = read(client, part, sizeof part);
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0 || write(client, part, static_cast<std::size_t>(size)) != size) close(client);
}

}  // namespace

int main() {
  const int epoll = must(epoll_create1(0), "epoll_create1");
  const int door = listen_at_a_free_port();
  watch(epoll, door);
  for (;;) {
    epoll_event ready[256];
    const int count = must(epoll_wait(epoll, ready, 256, -1), "epoll_wait");
    for (int i = 0; i < count; ++i) {
      ready[i].data.fd == door ? accept_all(epoll, door) : answer(ready[i].data.fd);
    }
  }
}
