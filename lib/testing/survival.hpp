#pragma once

#include <cstdint>
#include <random>

#include "fauxtp/testing_disk.hpp"

namespace fauxtp::testing {

/// Decides what becomes of changes that are not on the disk when the power is lost.
class survival {
 public:
  enum class fate { whole, none, beginning, sectors };

  survival(unsynced what, std::mt19937_64& dice);

  fate of_write();
  /// Of a change that is there or not.
  bool of_step();
  bool coin() { return below(2) != 0; }
  std::uint64_t below(std::uint64_t limit) { return dice_() % limit; }

 private:
  unsynced what_;
  std::mt19937_64& dice_;
};

}  // namespace fauxtp::testing
