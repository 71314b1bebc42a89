#pragma once

#include "fauxtp/detail/activity.hpp"
#include "fauxtp/exit_reason.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

class term;

namespace detail {
class actor_body;
}

/// An actor as a class: its members are its state, and it receives its messages in `run`.
///
/// ```cpp file=test/examples/actor.cpp region=actor
/// /// Adds up what it is sent, and tells the sum to whoever asks.
/// class adder : public actor {
///   void run() override {
///     receive(on(type<int>, [this](int number) { sum_ += number; }),
///             on(tuple("sum", type<pid>), [this](pid asker) { send(asker, tuple("sum", sum_)); }),
///             on("enough", [] { stop(); }));
///   }
///   void terminate(const exit_reason& reason) override {
///     log(severity::info, "ends with " + to_string(reason));
///   }
///
///   int sum_ = 0;
/// };
/// ```
///
/// The constructor, `init`, `run` and `terminate` all run in the actor itself, so they may receive,
/// send and call. For an actor that mainly answers requests, gen_server is shorter; for an actor
/// that holds a single conversation, a function and `spawn` are shorter.
class actor {
 public:
  actor() = default;
  actor(const actor&) = delete;
  actor& operator=(const actor&) = delete;
  virtual ~actor();

 protected:
  /// The last step of the start: `start` returns when `init` has returned. If `init` throws, the
  /// start fails, and the exception is the reason.
  virtual void init() {}
  /// Called again and again. Leave it by `stop(reason)`, or by an exception.
  virtual void run() = 0;
  /// Called when the actor ends by its own doing: by `stop`, by an exception, or because of a
  /// trapped exit signal that it obeys. Not called when a signal kills the actor (destructors run
  /// in any case), nor when init has failed. What it throws replaces the reason.
  virtual void terminate(const exit_reason& /*reason*/) {}

 private:
  friend class detail::actor_body;
  /// False while the actor has something other than a message to do next.
  virtual bool may_hibernate() const noexcept { return true; }
  /// What the actor is doing, for reports and for those who look at it.
  virtual detail::activity doing() const { return {}; }
  /// What it shows of its state, for the report of its crash.
  virtual term shown_state();
};

}  // namespace fauxtp
#pragma GCC visibility pop
