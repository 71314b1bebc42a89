#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

namespace fauxtp::io {

/// What becomes of a new process before it is another program.
struct launch {
  std::vector<std::string> command;
  std::vector<std::string> env;  ///< "NAME=value", all of it
  std::string directory;         ///< empty: none
  std::array<int, 3> standard;   ///< its descriptors 0, 1 and 2; -1: those of this process
};

/// The new process: it leads a group of its own, has no signal blocked or ignored, and is killed
/// when the thread that has called this ends. Throws error.
pid_t begin(const launch& wanted);

}  // namespace fauxtp::io
