#pragma once

#include <string>

#include "fauxtp/actor.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// A system message that asks a server: which of your requests is this data?
struct plain_question {
  term request;
  bool is_call;
};

/// The answer: what to send to the server, and how its reply becomes data; or why there is no such
/// request.
struct plain_answer {
  term request{};
  term (*show_reply)(term& reply) = nullptr;
  std::string refusal{};
};

plain_answer understand(actor& server, plain_question& asked);

}  // namespace fauxtp::detail
