#pragma once

#include <cerrno>

namespace fauxtp::runtime {

/// Makes the system call again as long as a signal has interrupted it. Returns what it returned
/// last; less than zero is a failure, with errno.
template <class Call>
auto uninterrupted(Call call) noexcept(noexcept(call())) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace fauxtp::runtime
