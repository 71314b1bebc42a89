// Finds the control sockets of running applications.
#include "control/socket_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

constexpr const char* suffix = ".sock";

/// Reads "shop-4711.sock", or "shop-4711.2.sock".
std::optional<running_application> parse(const std::filesystem::path& socket) {
  const std::string name = socket.stem().string();
  const std::size_t dash = name.rfind('-');
  if (socket.extension() != suffix || dash == std::string::npos) return std::nullopt;
  pid_t process = 0;
  const char* end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data() + dash + 1, end, process);
  if (error != std::errc() || (stopped != end && *stopped != '.')) return std::nullopt;
  return running_application{name.substr(0, dash), process, socket};
}

/// What is wrong with the folder; empty if it is one of this user alone.
std::string fault_of(const std::filesystem::path& folder, const struct stat& found) {
  // A symbolic link is refused: in /tmp another user may have made it.
  if (!S_ISDIR(found.st_mode)) return folder.string() + " is not a folder";
  if (found.st_uid != geteuid()) {
    return folder.string() + " is not a folder of this user, but of user " +
           std::to_string(found.st_uid);
  }
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others can write to " + folder.string();
  return "";
}

void sweep(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& dead) {
  if (dead.empty()) return;
  const folder_lock alone(folder);
  for (const auto& each : dead) {
    if (!listener_of(each).lives) unlink(each.c_str());
  }
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
  if (lstat(folder.c_str(), &found) != 0) {
    throw std::runtime_error("cannot look at " + folder.string() + ": " + std::strerror(errno));
  }
  if (S_ISDIR(found.st_mode) && found.st_uid == geteuid()) {
    chmod(folder.c_str(), 0700);
    found.st_mode = S_IFDIR | S_IRWXU;
  }
  if (const std::string fault = fault_of(folder, found); !fault.empty()) {
    throw std::runtime_error(fault);
  }
  return folder;
}

folder_lock::folder_lock(const std::filesystem::path& folder)
    : folder_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  constexpr int tries = 100;
  for (int i = 0; folder_ >= 0 && i < tries && flock(folder_, LOCK_EX | LOCK_NB) != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

folder_lock::~folder_lock() {
  if (folder_ >= 0) close(folder_);
}

std::optional<peer> peer_of(int connection) {
  ucred found{};
  socklen_t size = sizeof found;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &found, &size) != 0) return std::nullopt;
  return peer{found.uid, found.pid};
}

bool is_trusted(uid_t user) { return user == geteuid() || user == 0; }

listener listener_of(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.native().size() >= sizeof address.sun_path) return {};  // no process can listen there
  std::memcpy(address.sun_path, socket.c_str(), socket.native().size());
  const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection < 0) return {.lives = true};
  listener found;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    found = {.lives = true, .who = peer_of(connection)};
  } else {
    // EAGAIN: it has more waiting clients than it can take. ENOENT: a link to a socket that is
    // gone.
    found.lives = errno != ECONNREFUSED && errno != ENOENT && errno != ENOTSOCK;
  }
  close(connection);
  return found;
}

void require_free(const std::filesystem::path& socket) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(socket, error);
  if (status.type() == std::filesystem::file_type::not_found) return;
  if (status.type() != std::filesystem::file_type::socket) {
    throw std::runtime_error(socket.string() + " is there already, and is no socket");
  }
  if (listener_of(socket).lives) {
    throw std::runtime_error("another application listens on " + socket.string());
  }
}

std::filesystem::path free_socket(const std::string& name, pid_t process) {
  const std::string stem = name + "-" + std::to_string(process);
  std::filesystem::path socket = socket_folder() / (stem + suffix);
  for (int number = 2; listener_of(socket).lives; ++number) {
    socket.replace_filename(stem + "." + std::to_string(number) + suffix);
  }
  return socket;
}

std::vector<running_application> running_applications() {
  const std::filesystem::path folder = socket_folder();
  struct stat its {};
  if (lstat(folder.c_str(), &its) != 0) return {};
  if (const std::string fault = fault_of(folder, its); !fault.empty()) {
    throw std::runtime_error(fault + ": the sockets in it are not trusted");
  }
  std::vector<running_application> found;
  std::vector<std::filesystem::path> dead;
  std::set<std::filesystem::path> known;  // several links may lead to one socket
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::optional<running_application> application = parse(entry.path());
    if (!application) continue;
    const listener its_listener = listener_of(entry.path());
    if (!its_listener.lives) {
      dead.push_back(entry.path());
      continue;
    }
    if (const auto& who = its_listener.who) {
      if (!is_trusted(who->user)) continue;
      if (who->process != 0) application->process = who->process;
    }
    std::error_code no_longer_there;
    const auto leads_to = std::filesystem::canonical(entry.path(), no_longer_there);
    if (!no_longer_there && !known.insert(leads_to).second) continue;
    found.push_back(std::move(*application));
  }
  sweep(folder, dead);
  std::ranges::sort(found, {}, [](const auto& each) { return std::pair(each.name, each.process); });
  return found;
}
