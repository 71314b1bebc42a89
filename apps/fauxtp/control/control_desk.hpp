#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "control/control_server.hpp"
#include "control/requests.hpp"

/// Lets operators ask the running actor's node. Requests come to one actor there, which makes
/// another one for each request, so no request waits for another. All these actors live on the
/// thread that has made the node, so they answer even when every worker is held.
class control_desk {
 public:
  /// `socket`: where the socket is to lie, if not in the common folder, which gets a link to it
  /// then. `more`: requests that are not about the actors. Throws std::runtime_error if the socket
  /// cannot be made. If only the link cannot be made, `note` says so.
  control_desk(const running_tree& tree, const std::filesystem::path& socket,
               request_handlers more);
  ~control_desk();
  /// What an operator should know about the desk; empty if there is nothing.
  const std::string& note() const { return note_; }

 private:
  void link_to(const std::filesystem::path& socket, const std::string& application);

  std::string note_;
  std::filesystem::path link_;  // in the common folder; empty: there is none
  std::optional<control_server> server_;
};
