#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace certificate {

/// Random numbers that are the same on all platforms; the standard's distributions do not promise
/// that.
class dice {
 public:
  dice(std::uint64_t seed, std::uint64_t number) {
    std::seed_seq mixed{seed, seed >> 32, number, number >> 32};
    engine_.seed(mixed);
  }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class T, std::size_t N>
  T one_of(const T (&all)[N]) {
    return all[below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace certificate
