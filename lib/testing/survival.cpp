// What is there after a loss of power, by chance or as the test says.
#include "testing/survival.hpp"

#include <array>

namespace fauxtp::testing {

// If each change had a chance of its own only, it would hardly ever be all or none of many.
survival::survival(unsynced what, std::mt19937_64& dice) : what_(what), dice_(dice) {
  if (what != unsynced::by_chance) return;
  constexpr std::array chances{unsynced::by_chance, unsynced::by_chance, unsynced::kept,
                               unsynced::lost};
  what_ = chances[below(chances.size())];
}

survival::fate survival::of_write() {
  if (what_ == unsynced::kept) return fate::whole;
  if (what_ == unsynced::lost) return fate::none;
  constexpr std::array chances{fate::whole, fate::none, fate::beginning, fate::sectors};
  return chances[below(chances.size())];
}

bool survival::of_step() { return what_ == unsynced::by_chance ? coin() : what_ == unsynced::kept; }

}  // namespace fauxtp::testing
