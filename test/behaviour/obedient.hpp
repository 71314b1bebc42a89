// A server that does what it is told, so that a test can say what its handlers do.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp::testing {

/// A call; the reply is what the function returns.
struct does {
  using reply = term;
  std::function<term()> act;
};
/// A call; the actor to which the function passes the client replies.
struct defers {
  using reply = term;
  std::function<void(from)> act;
};
/// A cast: there is no reply.
struct runs {
  std::function<void()> act;
};

class obedient : public gen_server<obedient, calls<does, defers>, casts<runs>> {
 public:
  explicit obedient(pid told = {}) : told_(told) {}

  term handle_call(does request, from) { return request.act(); }
  call_result<term> handle_call(defers request, from client) {
    request.act(client);
    return no_reply;
  }
  void handle_cast(runs request) { request.act(); }
  void handle_info(term message) {
    if (told_) send(told_, tuple("info", std::move(message)));
  }
  void handle_continue(term what) {
    if (told_) send(told_, tuple("continue", std::move(what)));
  }
  void terminate(const exit_reason& reason) override {
    if (told_) send(told_, tuple("terminate", to_string(reason)));
  }
  term state() const { return tuple("state", number); }

  // For the functions that are sent: they use these through a pointer to the server.
  using gen_server::continue_with;
  using gen_server::timeout_after;
  int number = 0;

 private:
  pid told_;
};

}  // namespace fauxtp::testing
