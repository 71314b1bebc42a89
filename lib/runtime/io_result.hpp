#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>

namespace fauxtp::runtime {

/// What became of an attempt to read or write.
struct io_result {
  std::size_t size = 0;  ///< bytes
  int error = 0;         ///< an errno; EAGAIN: nothing can be done before the source is ready
};

/// What a system call has done that returned this.
inline io_result result_of(ssize_t size) noexcept {
  if (size >= 0) return {static_cast<std::size_t>(size), 0};
  return {0, errno == EWOULDBLOCK ? EAGAIN : errno};
}

}  // namespace fauxtp::runtime
