// Finds the way to a child, from supervisor to supervisor.
#include "control/tree_walk.hpp"

#include <deque>
#include <utility>

#include "fauxtp/call.hpp"

using namespace fauxtp;

std::optional<child_place> tree_walk::find(const std::string& path) const {
  return find_below(root_path_, root_, path);
}

std::optional<child_place> tree_walk::find_below(const std::string& above, pid supervisor,
                                                 const std::string& rest) const {
  child_place place{above, supervisor, rest};
  const auto child_called = [&](std::string id) {
    return supervisor::find_child(supervisor, std::move(id), patience_);
  };
  try {
    place.child = child_called(rest);
    if (place.child) return place;
    bool leads_on = false;
    for (auto slash = rest.find('/'); slash != rest.npos; slash = rest.find('/', slash + 1)) {
      const auto next = child_called(rest.substr(0, slash));
      if (!next || next->type != child_type::supervisor || !next->actor) continue;
      auto found = find_below(above + "/" + next->id, next->actor, rest.substr(slash + 1));
      if (!found) continue;
      if (found->child || found->is_busy) return found;
      if (!std::exchange(leads_on, true)) place = std::move(*found);
    }
    if (leads_on || rest.find('/') == rest.npos) return place;
    return std::nullopt;
  } catch (const call_error& error) {
    if (error.cause() != exit_reason::timeout) return std::nullopt;  // it has just ended
    place.is_busy = true;
    return place;
  }
}

std::optional<child_place> tree_walk::find_named(const std::string& name) const {
  const child_filter wanted = [name](const child_spec& each) {
    return each.name == name || each.type == child_type::supervisor;
  };
  std::deque<std::pair<std::string, pid>> supervisors = {{root_path_, root_}};
  for (; !supervisors.empty(); supervisors.pop_front()) {
    const auto& [path, supervisor] = supervisors.front();
    std::vector<child_info> found;
    try {
      found = supervisor::which_children(supervisor, patience_, wanted);
    } catch (const call_error&) {  // busy, or ended: it tells of no children
      continue;
    }
    for (child_info& each : found) {
      if (each.name == name) return child_place{path, supervisor, each.id, std::move(each)};
      if (each.actor) supervisors.emplace_back(path + "/" + each.id, each.actor);
    }
  }
  return std::nullopt;
}
