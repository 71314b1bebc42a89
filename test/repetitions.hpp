// How often a test repeats something: as often as it says, or less often under a sanitizer.
#pragma once

#include <algorithm>

namespace fauxtp::testing {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int sanitizers_are_slower = 20;
#else
constexpr int sanitizers_are_slower = 1;
#endif

constexpr int repetitions(int wanted) { return std::max(wanted / sanitizers_are_slower, 10); }

}  // namespace fauxtp::testing
