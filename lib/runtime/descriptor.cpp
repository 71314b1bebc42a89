// Descriptors of the system: who closes them, and what they are called.
#include "runtime/descriptor.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/socket_address.hpp"

namespace fauxtp::runtime {
namespace {

io::address address_by(int (*ask)(int, sockaddr*, socklen_t*), int socket) {
  socket_address found;
  return ask(socket, found.get(), &found.size) == 0 ? as_address(found) : io::address();
}

std::string name_of_socket(int number) {
  io::address of = peer_of(number);
  if (of == io::address()) of = local_of(number);
  return of == io::address() ? "socket" : "socket " + to_string(of);
}

}  // namespace

std::string borrowed_descriptor::name() const { return name_of_descriptor(number_); }

owned_descriptor::~owned_descriptor() {
  if (number_ >= 0) ::close(number_);
}

io::address peer_of(int socket) { return address_by(getpeername, socket); }
io::address local_of(int socket) { return address_by(getsockname, socket); }

std::string name_of_descriptor(int number) {
  struct stat what {};
  const bool known = fstat(number, &what) == 0;
  if (known && S_ISSOCK(what.st_mode)) return name_of_socket(number);
  if (known && S_ISFIFO(what.st_mode)) return "pipe";
  return "descriptor " + std::to_string(number);
}

}  // namespace fauxtp::runtime
