#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "control/control_answer.hpp"

/// Answers an operator's requests over a Unix domain socket: one line of JSON each, one line back;
/// or several, until the last one or until the client closes or sends anything.
///
/// Only for processes of the same user, and root's. It has a thread of its own, which never waits
/// for an actor; each client waits only for its own answers, and one that does not read holds up
/// nobody. Lines of more than a megabyte, and more than 256 clients, are refused.
class control_server {
 public:
  /// Called on the server's thread; must not wait.
  using handler = std::function<void(std::string line, control_answer answer)>;

  /// Throws std::runtime_error, which says why, if it cannot listen there.
  control_server(const std::filesystem::path& socket, handler handle);
  ~control_server();
  control_server(const control_server&) = delete;
  control_server& operator=(const control_server&) = delete;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};
