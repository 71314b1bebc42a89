#pragma once

#include <cstddef>
#include <functional>

namespace fauxtp::detail {

/// What a simulation lets happen to an actor, in its own code: the function may throw, or wait.
struct mishap {
  enum class moment : unsigned char {
    start,    ///< before its first line
    message,  ///< when it has taken a message
    end       ///< when it is about to terminate
  };
  moment when = moment::message;
  std::size_t nth = 1;  ///< such moment from now on
  std::function<void()> happens{};
};

}  // namespace fauxtp::detail
