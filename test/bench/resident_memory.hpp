// How much memory the process uses.
#pragma once

#include <fstream>
#include <string>

namespace bench {

/// VmRSS of /proc/self/status, in bytes.
inline double resident_memory() {
  std::ifstream status("/proc/self/status");
  const std::string label = "VmRSS:";
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(label)) return std::stod(line.substr(label.size())) * 1024;
  }
  return 0;
}

}  // namespace bench
