#pragma once

#include <utility>

#include "fauxtp/call.hpp"

namespace fauxtp::detail {

/// Asks a supervisor. There is no time limit by default: a child may take long to start or to stop.
template <class Answer, class Request>
Answer ask(const server_ref& supervisor, Request request, duration wait = infinity) {
  return call_term(supervisor, term(std::move(request)), wait, {}).template as<Answer>();
}

}  // namespace fauxtp::detail
