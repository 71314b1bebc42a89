#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Where the control sockets of running applications lie: `$XDG_RUNTIME_DIR/fauxtp`, else
/// `/run/fauxtp` for root, else a folder under /tmp that only its user can open.
std::filesystem::path socket_folder();

/// Makes that folder, for its owner only. Throws std::runtime_error if it cannot be made, or belongs
/// to somebody else.
std::filesystem::path make_socket_folder();

/// While it lives, nobody else of this user makes or sweeps away sockets in that folder; but nobody
/// waits longer than a second for that.
class folder_lock {
 public:
  explicit folder_lock(const std::filesystem::path& folder);
  ~folder_lock();
  folder_lock(const folder_lock&) = delete;
  folder_lock& operator=(const folder_lock&) = delete;

 private:
  int folder_;
};

/// Who is at the other end of a connection. The process as this one sees it; 0 if it does not, as
/// one in another container.
struct peer {
  uid_t user;
  pid_t process;
};
std::optional<peer> peer_of(int connection);
/// Whether what it says may be believed, and what it is told is for it: this user, or root.
bool is_trusted(uid_t user);

/// What a connection tells of a socket.
struct listener {
  bool lives = false;         // somebody listens, or it cannot be known that nobody does
  std::optional<peer> who{};  // if the connection was made
};
listener listener_of(const std::filesystem::path& socket);

/// Throws std::runtime_error if somebody listens there, or if what lies there is no socket.
void require_free(const std::filesystem::path& socket);

/// An application that runs.
struct running_application {
  std::string name;
  pid_t process;  // 0: not known, it was asked for by its socket
  std::filesystem::path socket;
};

/// The first of "shop-4711.sock", "shop-4711.2.sock", … where nobody listens: in another container
/// another process may have the same number.
std::filesystem::path free_socket(const std::string& name, pid_t process);

/// Those that listen, by name; sockets on which nobody does are removed. Throws std::runtime_error if
/// the folder is not this user's alone: others could have made the sockets.
std::vector<running_application> running_applications();
