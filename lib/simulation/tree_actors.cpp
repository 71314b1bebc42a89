// Who lives in an application's tree.
#include "simulation/tree_actors.hpp"

#include <algorithm>
#include <utility>

namespace fauxtp::simulation {

std::vector<process_info> tree_actors(const application& of, pid root) {
  std::vector<process_info> all = infos().actors;
  const std::string below = of.name() + "/";
  std::erase_if(all, [&](const process_info& each) {
    return each.observer || !(each.actor == root || each.label.starts_with(below));
  });
  std::ranges::sort(all, {},
                    [](const process_info& each) { return std::pair(each.label, each.actor); });
  return all;
}

std::string names(const std::vector<process_info>& all) {
  std::string text;
  for (const process_info& each : all) text += (text.empty() ? " " : ", ") + each.label;
  return text.empty() ? " none of its actors" : text;
}

}  // namespace fauxtp::simulation
