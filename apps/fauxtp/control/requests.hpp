#pragma once

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

/// What an operator asks of a running application, `{"request": "ps", …}`; in an actor of its node.
/// May wait, for at most the request's own timeout. Throws request_error.
nlohmann::json answer(const nlohmann::json& request);

/// The same from text to text: an error becomes `{"error": {"code": …, "message": …}}`.
std::string answer_line(const std::string& line) noexcept;
