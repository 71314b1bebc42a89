#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "control/control_answer.hpp"

/// Answers an operator's requests over a Unix domain socket. Each request is one line of JSON, and
/// so is its answer. An answer may also have several lines, until the last one, or until the client
/// closes or sends anything.
///
/// Only processes of the same user, and root's, are served. The server has a thread of its own,
/// which never waits for an actor. Each client waits only for its own answers, and a client that
/// does not read holds up no other. Lines of more than a megabyte, and more than 256 clients, are
/// refused.
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
