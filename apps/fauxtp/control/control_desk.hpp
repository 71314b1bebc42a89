#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "control/control_server.hpp"
#include "control/requests.hpp"

/// Lets operators ask the running actor's node: requests come to an actor there, which makes one for
/// each of them, so none waits for another. All of them live on the thread that has made the node:
/// they answer also when every worker is held.
class control_desk {
 public:
  /// `socket`: where it is to lie if not in the common folder, which then has a link to it. `more`:
  /// requests that are not about the actors. Throws std::runtime_error if its socket cannot be made.
  /// If only the link cannot be made, `note` says so.
  control_desk(const running_tree& tree, const std::filesystem::path& socket,
               request_handlers more);
  ~control_desk();
  /// What an operator should know of it; empty: nothing.
  const std::string& note() const { return note_; }

 private:
  void link_to(const std::filesystem::path& socket, const std::string& application);

  std::string note_;
  std::filesystem::path link_;  // in the common folder; empty: none
  std::optional<control_server> server_;
};
