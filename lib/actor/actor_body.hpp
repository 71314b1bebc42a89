#pragma once

#include "fauxtp/start.hpp"

namespace fauxtp::detail {

/// What a started actor runs: its name, its init and the answer to who started it, then its loop.
class actor_body final : public body {
 public:
  actor_body(actor_maker make, start_options options)
      : make_(std::move(make)), options_(std::move(options)) {}
  void run() override;

 private:
  actor_maker make_;
  start_options options_;
};

}  // namespace fauxtp::detail
