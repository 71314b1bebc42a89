#pragma once

#include <chrono>
#include <exception>

#pragma GCC visibility push(default)
namespace fauxtp {

/// Until when the answer to the call is wanted that the running actor serves, on the node's clock;
/// time_point::max() if it serves none, if its caller waits for ever, or if the actor does not keep
/// deadlines.
///
/// A server keeps deadlines if it says so in its constructor (`keep_deadlines()`), or if its file
/// or its spawn_options say so (`"deadlines": true`). Then
///
///   - it leaves out a call whose caller has given up, by its time limit, by dropping the
///     request_id, or by its end: what nobody waits for any more is not begun. process_info counts
///     these calls, and the log tells of the 1st, 2nd, 4th, 8th, …;
///   - what it calls while it serves a call, itself or in its tasks, has at most the time that is
///     left: `call(store, get{})` waits 5 s, or until the caller of this server gives up, whichever
///     comes first. So do receive_response and wait_response. If the call_error (`timeout`) of such
///     a call leaves the handler when its caller has given up, the server goes on with its next
///     message;
///   - cancelled() tells it whether the work is still wanted.
///
/// ```cpp file=test/examples/deadline.cpp region=deadline
/// class word_index : public gen_server<word_index, calls<pages>> {
///  public:
///   word_index() { keep_deadlines(); }
///
///   int handle_call(pages, from) {
///     int found = 0;
///     for (int page = 0; page < 100 && !cancelled(); ++page) {
///       found += call("shelf", count_in{page});  // at most as long as our own caller waits
///     }
///     return found;
///   }
/// };
/// ```
///
/// OTP has none of this: there each server handles all requests, also those that nobody waits for,
/// and each nested call has its own time. That is the default here, too.
std::chrono::steady_clock::time_point deadline();

/// Whether nobody waits any more for the answer to the call that the running actor serves: the
/// caller has given up or ended, or has its answer. Always false if the actor serves no call or
/// does not keep deadlines. It looks at signals that have come; it does not wait.
bool cancelled();

/// As long as this lives, calls of the running actor do not end with the call that it serves: what
/// must be done whoever waits for it, such as the notice of a change that has been made.
class detached_deadline {
 public:
  detached_deadline();
  ~detached_deadline();
  detached_deadline(const detached_deadline&) = delete;
  detached_deadline& operator=(const detached_deadline&) = delete;

 private:
  std::chrono::steady_clock::time_point before_;
};

/// Thrown where the actor waits, see ends_when_cancelled. A server that does not catch it in its
/// handler goes on with its next message, as if the handler had returned without a reply.
class cancelled_request : public std::exception {
 public:
  ~cancelled_request() override;
  const char* what() const noexcept override;
};

/// As long as this lives, each wait of the running actor, and each that begins, throws
/// cancelled_request once when the caller gives up the call that the actor serves. For handlers
/// that wait long and can be left anywhere. It does nothing if the actor does not keep deadlines.
class ends_when_cancelled {
 public:
  ends_when_cancelled();
  ~ends_when_cancelled();
  ends_when_cancelled(const ends_when_cancelled&) = delete;
  ends_when_cancelled& operator=(const ends_when_cancelled&) = delete;

 private:
  bool before_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
