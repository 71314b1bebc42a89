// Looks whether all have heard of the ends of actors.
#include "simulation/end_watch.hpp"

#include "actor/registry_state.hpp"
#include "actor/request.hpp"

namespace fauxtp::simulation {
namespace {

std::string named(pid actor) {
  detail::process_slot* const slot = detail::process_table::find(actor);
  const std::string number = to_string(actor);
  const std::string name = slot == nullptr ? number : slot->owner().name();
  return name == number ? name : name + " " + number;
}

}  // namespace

void end_watch::look() { before_ = seen(); }

void end_watch::look_again() {
  const overdue now = seen();
  const auto is_wrong = [this](std::string text) {
    if (wrong_.empty()) wrong_ = std::move(text);
  };
  for (const auto& each : now.downs) {
    if (!before_.downs.contains(each)) continue;
    is_wrong(named(std::get<0>(each)) + " monitors " + to_string(std::get<2>(each)) +
             ", which has ended, and has got no `down`");
  }
  for (const auto& each : now.answers) {
    if (!before_.answers.contains(each)) continue;
    is_wrong(named(std::get<0>(each)) + " waits for an answer of " + to_string(std::get<2>(each)) +
             ", which has ended");
  }
  for (const std::string& each : now.names) {
    if (before_.names.contains(each)) is_wrong("an actor that has ended has the name " + each);
  }
}

end_watch::overdue end_watch::seen() const {
  overdue found;
  for (const detail::process* each : node_.processes()) {
    each->relations().for_each_watched([&](ref monitor, pid actor) {
      if (!detail::lives(actor)) found.downs.emplace(each->id(), monitor, actor);
    });
    for (const detail::request* open = each->requests().newest(); open != nullptr;
         open = open->next()) {
      if (!open->watches() || open->settled() || detail::lives(open->asked())) continue;
      found.answers.emplace(each->id(), open->id(), open->asked());
    }
  }
  for (std::string& name : detail::state_of(node_.names()).names_of_the_dead()) {
    found.names.insert(std::move(name));
  }
  return found;
}

}  // namespace fauxtp::simulation
