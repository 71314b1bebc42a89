#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

/// Why a request has no answer: the exit code of the command that has asked, and a sentence.
class request_error : public std::runtime_error {
 public:
  request_error(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// Requests that an operator may make, by their names: each takes the whole request and gives the
/// answer, in an actor of the node. It may wait. Throws request_error.
using request_handlers =
    std::map<std::string, std::function<nlohmann::json(const nlohmann::json&)>>;

/// Those that need nothing but the node: `{"request": "ps"}` and so on.
request_handlers requests_of_the_node();

/// The answer to one line: `{"ok": …}`, or `{"error": {"code": …, "message": …}}`.
std::string answer_line(const request_handlers& handlers, const std::string& line) noexcept;
