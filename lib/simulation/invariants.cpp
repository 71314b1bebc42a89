// What modules say that always holds.
#include "simulation/invariants.hpp"

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/simulation.hpp"
#include "simulation/statements.hpp"

namespace fauxtp {
namespace {

simulation::statements<detail::invariant>& invariants() {
  static auto* kept = new simulation::statements<detail::invariant>;
  return *kept;
}

}  // namespace

detail::invariant::invariant(const char* text, bool (*holds)()) : text(text), holds(holds) {
  invariants().add(this);
}
detail::invariant::~invariant() { invariants().remove(this); }

std::string simulation::broken_invariant() {
  for (const detail::invariant* each : invariants().all()) {
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
