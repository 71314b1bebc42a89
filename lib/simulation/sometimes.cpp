// Places in modules that some runs are to reach.
#include "simulation/sometimes.hpp"

#include "fauxtp/simulation.hpp"
#include "simulation/statements.hpp"

namespace fauxtp {
namespace {

simulation::statements<detail::sometimes>& places() {
  static auto* kept = new simulation::statements<detail::sometimes>;
  return *kept;
}

}  // namespace

detail::sometimes::sometimes(const char* text) : text_(text) { places().add(this); }
detail::sometimes::~sometimes() { places().remove(this); }

std::map<std::string, bool> simulation::places_reached() {
  std::map<std::string, bool> all;
  for (const detail::sometimes* each : places().all()) all[each->text()] |= each->reached();
  return all;
}

}  // namespace fauxtp
