#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "control/control_server.hpp"
#include "control/requests.hpp"

/// Lets operators ask the running actor's node: requests come to an actor there, which makes one for
/// each of them, so none waits for another.
class control_desk {
 public:
  /// `name`: the application's. `socket`: where it is to lie if not in the common folder, which then
  /// has a link to it. `more`: requests that are not of the node. Throws std::runtime_error if its
  /// socket cannot be made.
  control_desk(const std::string& name, const std::filesystem::path& socket, request_handlers more);
  ~control_desk();

 private:
  std::filesystem::path link_;  // in the common folder; empty: none
  std::optional<control_server> server_;
};
