// Who lives in an application's tree.
#include "simulation/tree_actors.hpp"

#include <algorithm>
#include <utility>

namespace fauxtp::simulation {

namespace {

bool is_in_tree(const process_info& seen, const application& of, pid root) {
  return seen.actor == root || seen.label.starts_with(of.name() + "/");
}

}  // namespace

std::vector<process_info> tree_actors(const application& of, pid root) {
  std::vector<process_info> all = infos().actors;
  std::erase_if(
      all, [&](const process_info& each) { return each.observer || !is_in_tree(each, of, root); });
  std::ranges::sort(all, {},
                    [](const process_info& each) { return std::pair(each.label, each.actor); });
  return all;
}

std::vector<process_info> actors_outside(const application& of, pid root) {
  std::vector<process_info> all = infos().actors;
  std::erase_if(all, [&](const process_info& each) {
    return each.observer || each.actor == self() || is_in_tree(each, of, root);
  });
  std::ranges::sort(all, {}, &process_info::actor);
  return all;
}

std::string names(const std::vector<process_info>& all) {
  std::string text;
  for (const process_info& each : all) text += (text.empty() ? " " : ", ") + each.label;
  return text.empty() ? " none of its actors" : text;
}

}  // namespace fauxtp::simulation
