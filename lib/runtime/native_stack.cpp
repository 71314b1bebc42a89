// Takes the own stack.
#include "runtime/native_stack.hpp"

#include <execinfo.h>

#include <array>

namespace fauxtp::runtime {

native_stack own_stack() {
  std::array<void*, deepest_stack> frames;
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  return native_stack(frames.begin() + 1, frames.begin() + depth);
}

}  // namespace fauxtp::runtime
