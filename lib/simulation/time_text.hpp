#pragma once

#include <cstdio>
#include <string>

#include "runtime/clock.hpp"

namespace fauxtp::simulation {

/// "1.500000 s".
inline std::string time_text(runtime::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f s", std::chrono::duration<double>(time).count());
  return text;
}

/// "1.5 s".
inline std::string rough_time_text(runtime::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
  return text;
}

}  // namespace fauxtp::simulation
