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

/// An application that runs, as its socket's name tells.
struct running_application {
  std::string name;
  pid_t process;
  std::filesystem::path socket;
};

/// Removes a socket on which nobody listens any more. Throws std::runtime_error if somebody does, or
/// if what lies there is no socket.
void make_way_for(const std::filesystem::path& socket);

std::filesystem::path socket_of(const std::string& name, pid_t process);

/// Those whose process lives, by name; the sockets of others are removed.
std::vector<running_application> running_applications();
