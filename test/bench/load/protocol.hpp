// What is asked, and what a right answer is.
#pragma once

#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace load {

struct protocol {
  std::string question;
  std::string begin, end;  ///< of a right answer
  std::size_t size = 0;    ///< of an answer; 0: see size_of_answer
  bool closes = false;     ///< the server closes after it, and the next question is on a new one
  bool grows = false;      ///< an answer may be longer than those before it
};

inline protocol echo() {
  const std::string text(64, 'x');
  return {.question = text, .begin = text, .end = "", .size = text.size()};
}

inline protocol http() {
  return {.question = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
          .begin = "HTTP/1.1 200 ",
          .end = "\r\n\r\nhello"};
}

inline protocol http_that_closes() {
  protocol asked = http();
  asked.question = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  asked.closes = true;
  return asked;
}

inline protocol order() {
  const std::string body = R"({"customer": "ann", "item": "tea", "quantity": 2})";
  return {.question =
              "POST /orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
              "Content-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body,
          .begin = "HTTP/1.1 201 ",
          .end = R"(,"item":"tea","quantity":2})"
                 "\n",
          .grows = true};
}

/// Of an answer by HTTP; 0 if its header is not all there. It is looked for once only, unless the
/// answers grow: a server's are all of one size, because it gets the same question always.
inline std::size_t size_of_answer(std::string_view answer) {
  constexpr std::string_view end = "\r\n\r\n", label = "\r\nContent-Length: ";
  const std::size_t header = answer.find(end);
  if (header == std::string_view::npos) return 0;
  const std::size_t at = answer.find(label);
  if (at > header) throw std::runtime_error("an answer without Content-Length");
  std::size_t body = 0;
  std::from_chars(answer.data() + at + label.size(), answer.data() + header, body);
  return header + end.size() + body;
}

inline void must_be_right(std::string_view answer, const protocol& asked) {
  if (!answer.starts_with(asked.begin) || !answer.ends_with(asked.end)) {
    throw std::runtime_error("a wrong answer: " + std::string(answer));
  }
}

}  // namespace load
