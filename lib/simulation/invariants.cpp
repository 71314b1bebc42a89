// What modules say that always holds.
#include "simulation/invariants.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/simulation.hpp"

namespace fauxtp {
namespace {

struct book {
  std::mutex guard;
  std::vector<const detail::invariant*> all;
};
book& invariants() {
  static auto* kept = new book;  // never destroyed: modules end after this library
  return *kept;
}

}  // namespace

detail::invariant::invariant(const char* text, bool (*holds)()) : text(text), holds(holds) {
  const std::lock_guard lock(invariants().guard);
  invariants().all.push_back(this);
}

detail::invariant::~invariant() {
  const std::lock_guard lock(invariants().guard);
  std::erase(invariants().all, this);
}

std::string simulation::broken_invariant() {
  std::vector<const detail::invariant*> all;
  {
    const std::lock_guard lock(invariants().guard);
    all = invariants().all;
  }
  for (const detail::invariant* each : all) {
    std::string why;
    try {
      if (each->holds()) continue;
    } catch (...) {
      why = "; it has thrown " + to_string(exit_reason::of_current_exception());
    }
    return std::string("the invariant \"") + each->text + "\" does not hold" + why;
  }
  return {};
}

}  // namespace fauxtp
