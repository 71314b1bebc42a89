#pragma once

#include "fauxtp/exit_reason.hpp"

namespace fauxtp {

namespace detail {
class actor_body;
}

/// An actor as a class: its state is its members, its messages are received in `run`.
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
/// send and call. For an actor that mainly answers requests, gen_server is shorter; for one that is
/// one conversation, a function and `spawn` are.
class actor {
 public:
  actor() = default;
  actor(const actor&) = delete;
  actor& operator=(const actor&) = delete;
  virtual ~actor();

 protected:
  /// The end of the start: `start` returns when it has returned. What it throws is the reason why
  /// the start has failed.
  virtual void init() {}
  /// Called again and again. Leave by `stop(reason)`, or by an exception.
  virtual void run() = 0;
  /// The actor ends by its own doing: by `stop`, an exception, or a trapped exit signal that it
  /// obeys. Not called when a signal kills it (destructors run in any case), nor when init has
  /// failed. What it throws replaces the reason.
  virtual void terminate(const exit_reason& /*reason*/) {}

 private:
  friend class detail::actor_body;
  /// Not while something else than a message is to be done next.
  virtual bool may_hibernate() const noexcept { return true; }
  /// What it is at, for the report of a crash.
  virtual std::string doing() const { return {}; }
};

}  // namespace fauxtp
