#pragma once

#include <cstdint>

namespace fauxtp::runtime {

/// What the owner of a descriptor remembers of a watch that stands: the system goes on telling one
/// poller when the descriptor can be read, so the next wait for it costs no system call. Only an
/// owner may have one: as long as it lives, the number can mean nothing else.
struct standing_watch {
  std::uint64_t poller = 0;  // by its number; 0: none
  std::uint32_t armed = 0;   // for which time
  /// The owner has read all that there was, after it was told that there is something. So the
  /// system will tell of what comes next.
  bool drained = false;
};

}  // namespace fauxtp::runtime
