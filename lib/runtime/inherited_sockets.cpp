// Sockets that a service manager has opened before it started this program.
#include "runtime/inherited_sockets.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace fauxtp::runtime {
namespace {

constexpr int first_of_them = 3;  // SD_LISTEN_FDS_START
constexpr int most_of_them = 1024;

/// -1 if the variable is not there, or is no number.
int number_of(const char* variable) {
  const char* text = std::getenv(variable);
  const std::string_view digits = text == nullptr ? "" : text;
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

bool listens(int descriptor) noexcept {
  int yes = 0;
  socklen_t size = sizeof yes;
  return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

/// Those that were passed to this process, and not to one that has started it.
std::vector<int> passed_ones() {
  std::vector<int> all;
  if (number_of("LISTEN_PID") != getpid()) return all;
  const int end = first_of_them + std::min(number_of("LISTEN_FDS"), most_of_them);
  for (int each = first_of_them; each < end; ++each) {
    if (!listens(each)) continue;
    fcntl(each, F_SETFD, FD_CLOEXEC);
    fcntl(each, F_SETFL, fcntl(each, F_GETFL) | O_NONBLOCK);
    all.push_back(each);
  }
  return all;
}

}  // namespace

owned_descriptor inherited_socket(const io::address& at) {
  static const std::vector<int> all = passed_ones();
  for (const int each : all) {
    if (local_of(each) == at) return owned_descriptor(fcntl(each, F_DUPFD_CLOEXEC, 0));
  }
  return owned_descriptor();
}

}  // namespace fauxtp::runtime
