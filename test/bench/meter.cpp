// Reads the clock and the counters.
#include "meter.hpp"

#include "allocations.hpp"
#include "callgrind.hpp"

namespace bench {

meter::meter() : allocations_(allocations()) {
  callgrind::start();
  start_ = std::chrono::steady_clock::now();
}

cost meter::stop() {
  const std::chrono::nanoseconds time = std::chrono::steady_clock::now() - start_;
  const std::optional<double> instructions = callgrind::stop();
  return {static_cast<double>(time.count()), static_cast<double>(allocations() - allocations_),
          instructions};
}

cost& cost::operator+=(const cost& more) {
  nanoseconds += more.nanoseconds;
  allocations += more.allocations;
  if (more.instructions) instructions = instructions.value_or(0) + *more.instructions;
  return *this;
}

}  // namespace bench
