// Looks whether supervisors do what OTP's do.
#include "simulation/tree_watch.hpp"

#include <algorithm>
#include <utility>

namespace fauxtp::simulation {
namespace {
// An application may begin something new once or twice.
constexpr std::size_t leaks_from = 3;
}  // namespace

void tree_watch::knows(const std::string& supervisor, const std::vector<child_info>& children) {
  family& known = families_[supervisor];
  known.places.clear();
  for (const child_info& each : children) known.places.emplace(each.id, known.places.size());
  // A dynamic supervisor stops its children, which have no ids of their own, all at once.
  if (known.places.size() != children.size()) known.places.clear();
}

void tree_watch::note(const report& told) {
  const bool is_start = told.label == "supervisor/progress";
  if (!is_start && told.label != "supervisor/stopped") return;
  const auto supervisor = families_.find(told.name);
  if (supervisor == families_.end()) return;
  family& known = supervisor->second;
  if (is_start) {
    known.last_stopped.clear();
    return;
  }
  const std::string id = told.field("id");
  const auto place = known.places.find(id), last = known.places.find(known.last_stopped);
  if (place == known.places.end()) return;
  if (last != known.places.end() && place->second < last->second) {
    is_wrong(told.name + " has stopped \"" + id + "\" after \"" + known.last_stopped +
             "\", which was started before it");
  }
  known.last_stopped = id;
}

void tree_watch::look_at(const std::vector<process_info>& tree, pid root,
                         const std::vector<process_info>& outside) {
  grown_ = outside.size() > outside_ ? grown_ + 1 : 0;
  outside_ = outside.size();
  if (grown_ > leaks_from) {
    is_wrong("after each fault there are more actors outside of the tree, now " +
             std::to_string(outside_) + ", such as " + outside.back().label);
  }
  for (const process_info& each : tree) {
    if (each.actor == root || !each.parent) continue;
    if (std::ranges::find(tree, each.parent, &process_info::actor) == tree.end()) {
      is_wrong(each.label + " " + to_string(each.actor) + " has lost its supervisor " +
               to_string(each.parent) + ", and is still there");
    }
  }
}

void tree_watch::is_wrong(std::string text) {
  if (wrong_.empty()) wrong_ = std::move(text);
}

}  // namespace fauxtp::simulation
