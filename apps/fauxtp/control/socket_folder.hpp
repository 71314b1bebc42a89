#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Where the control sockets of running applications lie: `$XDG_RUNTIME_DIR/fauxtp`, else
/// `/run/fauxtp` for root, else a folder under /tmp that only its user can open.
std::filesystem::path socket_folder();

/// Makes that folder, for its owner only. Throws std::runtime_error if it cannot be made, or
/// belongs to another user.
std::filesystem::path make_socket_folder();

/// While it lives, no other process of this user makes sockets in that folder, or sweeps them away.
/// A process that has waited a second for the lock goes on without it.
class folder_lock {
 public:
  explicit folder_lock(const std::filesystem::path& folder);
  ~folder_lock();
  folder_lock(const folder_lock&) = delete;
  folder_lock& operator=(const folder_lock&) = delete;

 private:
  int folder_;
};

/// The other end of a connection. `process` is its number as this process sees it; 0 if it cannot
/// see it, for example in another container.
struct peer {
  uid_t user;
  pid_t process;
};
std::optional<peer> peer_of(int connection);
/// Whether a process of that user may be believed, and be told anything: this user's, or root's.
bool is_trusted(uid_t user);

/// What an attempt to connect tells about a socket.
struct listener {
  bool lives = false;         // a process listens there, or may do so
  std::optional<peer> who{};  // if the connection was made
};
listener listener_of(const std::filesystem::path& socket);

/// Throws std::runtime_error if a process listens there, or if the file that lies there is no
/// socket.
void require_free(const std::filesystem::path& socket);

/// An application that runs.
struct running_application {
  std::string name;
  pid_t process;  // 0: not known; it was asked for by its socket
  std::filesystem::path socket;
};

/// The first of "shop-4711.sock", "shop-4711.2.sock", … where no process listens: a process in
/// another container may have the same number.
std::filesystem::path free_socket(const std::string& name, pid_t process);

/// The applications that listen, by name; sockets on which no process listens are removed. Throws
/// std::runtime_error if the folder is not this user's alone: another user could have made the
/// sockets.
std::vector<running_application> running_applications();
