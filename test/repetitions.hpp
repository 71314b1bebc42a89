// How often a test repeats something: as often as it says, or less often under a sanitizer.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace fauxtp::testing {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int sanitizers_are_slower = 20;
#else
constexpr int sanitizers_are_slower = 1;
#endif

constexpr int repetitions(int wanted) { return std::max(wanted / sanitizers_are_slower, 10); }

/// How often a race is run: as often as it says by two workers. One worker has nobody to race with,
/// and four take turns on a small machine; they do a tenth. Workers that take turns are slow, and
/// need fewer attempts.
inline int race_repetitions(int wanted) {
  if (std::getenv("FAUXTP_TEST_INTERLEAVING") != nullptr) return repetitions(wanted / 100);
  const char* workers = std::getenv("FAUXTP_TEST_WORKERS");
  const bool are_two = workers != nullptr && std::string_view(workers) == "2";
  return repetitions(are_two ? wanted : wanted / 10);
}

}  // namespace fauxtp::testing
