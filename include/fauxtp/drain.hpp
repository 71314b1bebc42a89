#pragma once

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What an actor is sent when it is to end soon, but has time to finish what it has begun:
///
///   - by its supervisor, if its child spec has a `drain` time: before the order to end, when the
///     child is stopped on purpose, by an operator, a reload, or the end of the application. A
///     child that is stopped because a sibling has crashed, or because its supervisor gives up or
///     was killed, is not asked, since nobody can wait then;
///   - by an acceptor, as the actor of a connection (acceptor.hpp);
///   - as a supervisor, which then drains its own children when the order to end comes.
///
/// The order to end comes when the `drain` time has passed, when the actor says `drained`, or not
/// at all, if the actor has ended before.
///
/// A gen_server that has a handler `bool handle_drain()` is told by that; true: it has nothing to
/// finish any more. Without this handler a server has drained when it has taken all messages that
/// came before.
///
/// ```cpp file=test/examples/drain.cpp region=drain
/// class counter : public gen_server<counter> {
///  public:
///   bool handle_drain() {
///     takes_more_ = false;
///     return open_ == 0;
///   }
///   term handle_call(term, from) { return term(takes_more_ ? "begun" : "ask another one"); }
///   void handle_cast(term) {  // a job is done
///     if (--open_ == 0 && !takes_more_) drained();
///   }
///
///  private:
///   bool takes_more_ = true;
///   int open_ = 1;
/// };
/// ```
///
/// OTP has no such thing: its supervisors send the order to end at once.
struct draining {};

/// The running actor has finished what it had begun: its supervisor need not wait any longer. Does
/// nothing if nobody waits for it.
void drained();

namespace detail {
/// To the supervisor of a child that has drained.
struct drained_notice {
  pid actor;
};
}  // namespace detail
}  // namespace fauxtp
#pragma GCC visibility pop
