// What simulations let happen to an actor.
#include <algorithm>
#include <utility>

#include "actor/mishap.hpp"
#include "actor/process.hpp"

namespace fauxtp::detail {

void process::plan(mishap planned) {
  seldom().mishaps.push_back(std::move(planned));
  mind_taking();
}

void process::meet_mishaps(mishap::moment now) {
  const auto due = [now](mishap& each) { return each.when == now && --each.nth == 0; };
  std::vector<mishap>& all = seldom_->mishaps;
  const auto found = std::ranges::find_if(all, due);
  if (found == all.end()) return;
  const mishap met = std::move(*found);
  all.erase(found);
  mind_taking();
  met.happens();
}

}  // namespace fauxtp::detail
