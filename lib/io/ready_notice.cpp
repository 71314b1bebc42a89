// How a program says that it is ready.
#include "io/ready_notice.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "fauxtp/io.hpp"
#include "fauxtp/spawn.hpp"
#include "io/ready.hpp"
#include "runtime/socket_address.hpp"

namespace fauxtp::io {

ready_notice::ready_notice(const program_options& options) {
  if (!options.ready || !options.ready->notify) return;
  name_ = "@fauxtp/ready/" + std::to_string(getpid()) + "/" + to_string(make_ref());
  socket_ = runtime::owned_descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto at = runtime::as_socket_address(address::of_path(name_));
  if (!socket_ || bind(socket_.number(), at.get(), at.size) != 0) {
    throw error(errno, "listen at", name_);
  }
}

detail::io_moment ready_notice::moment() const { return moment_of(socket_.number()); }

bool ready_notice::has_come() noexcept {
  std::array<char, 1024> text;
  bool found = false;
  for (ssize_t size;
       (size = recv(socket_.number(), text.data(), text.size(), MSG_DONTWAIT)) >= 0;) {
    const std::string_view lines(text.data(), static_cast<std::size_t>(size));
    found = found || lines.starts_with("READY=1") || lines.find("\nREADY=1") != lines.npos;
  }
  return found;
}

}  // namespace fauxtp::io
