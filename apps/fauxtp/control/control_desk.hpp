#pragma once

#include <optional>
#include <string>

#include "control/control_server.hpp"

/// Lets operators ask the running actor's node: requests come to an actor there, which makes one for
/// each of them, so none waits for another.
class control_desk {
 public:
  /// `name`: the application's. Throws std::runtime_error if its socket cannot be made.
  explicit control_desk(const std::string& name);

 private:
  std::optional<control_server> server_;
};
