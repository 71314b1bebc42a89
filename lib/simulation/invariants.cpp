// What modules say that always holds.
#include "simulation/invariants.hpp"

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/simulation.hpp"
#include "simulation/statements.hpp"

namespace fauxtp {
using invariants = simulation::statements<detail::invariant>;

detail::invariant::invariant(const char* text, bool (*holds)()) : text(text), holds(holds) {
  invariants::known().add(this);
}
detail::invariant::~invariant() { invariants::known().remove(this); }

std::string simulation::broken_invariant() {
  for (const detail::invariant* each : invariants::known().all()) {
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
