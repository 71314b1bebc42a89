#pragma once

#include <optional>
#include <string>

#include "control/control_server.hpp"
#include "control/requests.hpp"

/// Lets operators ask the running actor's node: requests come to an actor there, which makes one for
/// each of them, so none waits for another.
class control_desk {
 public:
  /// `name`: the application's; `more`: requests that are not of the node. Throws
  /// std::runtime_error if its socket cannot be made.
  control_desk(const std::string& name, request_handlers more);

 private:
  std::optional<control_server> server_;
};
