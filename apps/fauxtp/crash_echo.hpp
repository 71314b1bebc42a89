#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"

/// Notices crashes that have one cause: the same reason, from the same line of code, shortly after
/// each other. For one thread at a time.
class crash_echo {
 public:
  /// Returns which actor has crashed like that just before, maybe the same; empty if none has.
  std::string notice(const fauxtp::report& crash) {
    const auto now = std::chrono::steady_clock::now();
    std::string reason = crash.field("reason");
    const bool is_echo = now - time_ < shortly && reason == reason_ && crash.stack == stack_;
    time_ = now;
    if (is_echo) return first_;
    first_ = crash.name;
    reason_ = std::move(reason);
    stack_ = crash.stack;
    return {};
  }

 private:
  static constexpr std::chrono::seconds shortly{5};

  std::string first_;
  std::string reason_;
  decltype(fauxtp::report::stack) stack_;
  std::chrono::steady_clock::time_point time_{};
};
