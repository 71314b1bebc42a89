#pragma once

#include <memory>
#include <string>

#include "fauxtp/start.hpp"

namespace fauxtp::detail {

/// The answer to the starter of an actor that a signal has ended in its init.
struct killed_in_init {
  exit_reason reason;
};

/// What a started actor runs: it registers its name, runs its init and answers its starter, and
/// then runs its loop. When it hibernates it leaves the loop, and is run again later.
class actor_body final : public body {
 public:
  actor_body(actor_maker make, start_options options)
      : start_(std::make_unique<how_to_start>(std::move(make), std::move(options))) {}
  void run() override;
  activity doing() const override { return object_ == nullptr ? activity() : object_->doing(); }
  term state() override { return object_ == nullptr ? term() : object_->shown_state(); }

 private:
  struct how_to_start {
    how_to_start(actor_maker make, start_options options)
        : make(std::move(make)), options(std::move(options)) {}
    actor_maker make;
    start_options options;
  };

  /// False if the name is taken.
  bool init();
  /// Runs the loop until the actor hibernates, or until an exception leaves it.
  void work();

  std::unique_ptr<how_to_start> start_;  // until it has started
  std::unique_ptr<actor> object_;
};

}  // namespace fauxtp::detail
