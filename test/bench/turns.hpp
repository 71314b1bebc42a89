// Long work that lets the others run.
#pragma once

#include <cstdint>
#include <fauxtp/spawn.hpp>

namespace bench {

/// Does a step so many times and gives way after every hundredth: nobody is pre-empted, and a
/// sender that never stops would fill a mailbox without end.
template <class Step>
void in_turns(std::int64_t times, Step step) {
  for (std::int64_t i = 1; i <= times; ++i) {
    step(i);
    if (i % 100 == 0) fauxtp::yield();
  }
}

}  // namespace bench
