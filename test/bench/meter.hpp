// What a piece of work costs: time, allocations and, under callgrind, instructions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace bench {

struct cost {
  double nanoseconds = 0;
  double allocations = 0;
  std::optional<double> instructions{};  ///< under callgrind only

  cost& operator+=(const cost& more);
};

/// Measures from its construction to stop(), whatever the threads of the process do meanwhile.
class meter {
 public:
  meter();
  cost stop();

 private:
  std::int64_t allocations_;
  std::chrono::steady_clock::time_point start_;
};

template <class Work>
cost timed(Work&& work) {
  meter running;
  work();
  return running.stop();
}

}  // namespace bench
