#pragma once

#include <unistd.h>

#include <stdexcept>

/// Whether the address can be read. Asks the kernel, which returns an error where the processor
/// would raise a signal.
inline bool readable(const void* address) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe");
  const bool readable = write(ends[1], address, 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return readable;
}
