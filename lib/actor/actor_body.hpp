#pragma once

#include <memory>
#include <string>

#include "fauxtp/start.hpp"

namespace fauxtp::detail {

/// The answer to who starts an actor that a signal has ended in its init.
struct killed_in_init {
  exit_reason reason;
};

/// What a started actor runs: its name, its init and the answer to who started it, then its loop.
/// One that hibernates leaves the loop and is run again.
class actor_body final : public body {
 public:
  actor_body(actor_maker make, start_options options)
      : start_(std::make_unique<how_to_start>(std::move(make), std::move(options))) {}
  void run() override;
  std::string doing() const override { return object_ == nullptr ? "" : object_->doing(); }

 private:
  struct how_to_start {
    how_to_start(actor_maker make, start_options options)
        : make(std::move(make)), options(std::move(options)) {}
    actor_maker make;
    start_options options;
  };

  /// False if the name is taken.
  bool init();
  /// Until it hibernates, or is left by an exception.
  void work();

  std::unique_ptr<how_to_start> start_;  // until it has started
  std::unique_ptr<actor> object_;
};

}  // namespace fauxtp::detail
