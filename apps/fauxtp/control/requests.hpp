#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "control/control_answer.hpp"
#include "fauxtp/pid.hpp"

class crash_book;
class run_log;
class tree_in_force;

/// Why a request has no answer: an exit code for the command that has asked, and a sentence.
class request_error : public std::runtime_error {
 public:
  request_error(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const noexcept { return code_; }

 private:
  int code_;
};

/// What requests are about.
struct running_tree {
  std::string application;  // its name, which is its root's path
  run_log& log;
  const tree_in_force& in_force;
  crash_book& crashes;
  fauxtp::pid runner{};  // the actor of the runner's main function
};

/// The requests that an operator may make, by name. Each function gets the whole request and
/// returns the answer. It is called in an actor of the node, and may wait. Throws request_error.
using request_handlers =
    std::map<std::string, std::function<nlohmann::json(const nlohmann::json&)>>;
/// The same for answers that go on, line by line; the last line is `{"end": why}`.
using stream_handlers =
    std::map<std::string, std::function<void(const nlohmann::json&, const control_answer&)>>;

/// The handlers of `{"request": "ps"}` and so on.
request_handlers requests_about(const running_tree& tree);
stream_handlers streams_about(const running_tree& tree);

/// Answers a request with one line: `{"ok": …}`, or `{"error": {"code": …, "message": …}}`.
void answer_request(const request_handlers& requests, const stream_handlers& streams,
                    const std::string& line, const control_answer& answer);
