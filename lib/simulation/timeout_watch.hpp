#pragma once

#include <string>

#include "actor/missed_answer.hpp"

namespace fauxtp::simulation {

/// Looks whether calls time out although nothing was done to the application.
class timeout_watch {
 public:
  /// Returns what is to be told of it.
  std::string note(const detail::missed_answer& missed);

  /// What was found first; empty: nothing.
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  std::string wrong_;
};

}  // namespace fauxtp::simulation
