// Finds the control sockets of running applications.
#include "control/socket_folder.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace {

constexpr const char* suffix = ".sock";

bool is_alive(pid_t process) { return kill(process, 0) == 0 || errno == EPERM; }

/// "shop-4711.sock"
std::optional<running_application> parse(const std::filesystem::path& socket) {
  const std::string name = socket.stem().string();
  const std::size_t dash = name.rfind('-');
  if (socket.extension() != suffix || dash == std::string::npos) return std::nullopt;
  pid_t process = 0;
  const char* end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data() + dash + 1, end, process);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return running_application{name.substr(0, dash), process, socket};
}

}  // namespace

std::filesystem::path socket_folder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime != '\0') return std::filesystem::path(runtime) / "fauxtp";
  if (geteuid() == 0) return "/run/fauxtp";
  return std::filesystem::temp_directory_path() / ("fauxtp-" + std::to_string(geteuid()));
}

std::filesystem::path make_socket_folder() {
  const std::filesystem::path folder = socket_folder();
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    throw std::runtime_error("cannot make " + folder.string() + ": " + std::strerror(errno));
  }
  struct stat found {};
  // Not by a symbolic link, which in /tmp anybody may have made.
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid()) {
    throw std::runtime_error(folder.string() + " is not a folder of this user");
  }
  chmod(folder.c_str(), 0700);
  return folder;
}

void make_way_for(const std::filesystem::path& socket) {
  using boost::asio::local::stream_protocol;
  std::error_code error;
  const auto status = std::filesystem::symlink_status(socket, error);
  if (status.type() == std::filesystem::file_type::not_found) return;
  if (status.type() != std::filesystem::file_type::socket) {
    throw std::runtime_error(socket.string() + " is there already, and is no socket");
  }
  stream_protocol::iostream stream;
  stream.connect(stream_protocol::endpoint(socket.string()));
  if (stream) throw std::runtime_error("another application listens on " + socket.string());
  unlink(socket.c_str());
}

std::filesystem::path socket_of(const std::string& name, pid_t process) {
  return socket_folder() / (name + "-" + std::to_string(process) + suffix);
}

std::vector<running_application> running_applications() {
  std::vector<running_application> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(socket_folder(), error)) {
    std::optional<running_application> application = parse(entry.path());
    if (!application) continue;
    if (is_alive(application->process)) {
      found.push_back(std::move(*application));
    } else {
      unlink(entry.path().c_str());
    }
  }
  std::ranges::sort(found, {}, [](const auto& each) { return std::pair(each.name, each.process); });
  return found;
}
