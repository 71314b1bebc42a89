#pragma once

#include <string>

#include "fauxtp/actor.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// As a system message: what is this request of data to that server?
struct plain_question {
  term request;
  bool is_call;
};

/// The answer: what to send it, and how its reply becomes data; or why not.
struct plain_answer {
  term request{};
  term (*show_reply)(term& reply) = nullptr;
  std::string refusal{};
};

plain_answer understand(actor& server, plain_question& asked);

}  // namespace fauxtp::detail
