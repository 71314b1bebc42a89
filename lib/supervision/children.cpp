// The ordered collection of a supervisor's children.
#include "supervision/children.hpp"

namespace fauxtp::detail {

children::iterator children::add(child added) {
  const auto position = all_.insert(all_.end(), std::move(added));
  by_id_.emplace(position->spec.id, position);
  return position;
}

children::iterator children::find(std::string_view id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? all_.end() : found->second;
}

children::iterator children::find(pid actor) {
  const auto found = by_actor_.find(actor);
  return found == by_actor_.end() ? all_.end() : found->second;
}

void children::remove(iterator gone) {
  by_actor_.erase(gone->actor);
  by_id_.erase(gone->spec.id);
  all_.erase(gone);
}

void children::move_behind(iterator before, iterator child) {
  all_.splice(before == all_.end() ? all_.begin() : std::next(before), all_, child);
}

void children::runs(iterator child, pid actor, ref monitor) {
  by_actor_.erase(child->actor);
  if (child->running()) child->last = child->actor;
  child->actor = actor;
  child->monitor = monitor;
  child->restarting = false;
  child->due = false;
  child->delay = 0;
  if (!actor) return;
  if (child->last) ++child->restarts;
  by_actor_.emplace(actor, child);
}

}  // namespace fauxtp::detail
