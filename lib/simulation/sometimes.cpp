// Places in modules that some runs are to reach.
#include "simulation/sometimes.hpp"

#include "fauxtp/simulation.hpp"
#include "simulation/statements.hpp"

namespace fauxtp {
using places = simulation::statements<detail::sometimes>;

detail::sometimes::sometimes(const char* text) : text_(text) { places::known().add(this); }
detail::sometimes::~sometimes() { places::known().remove(this); }

std::map<std::string, bool> simulation::places_reached() {
  std::map<std::string, bool> all;
  for (const detail::sometimes* each : places::known().all()) all[each->text()] |= each->reached();
  return all;
}

}  // namespace fauxtp
