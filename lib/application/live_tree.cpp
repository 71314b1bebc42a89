// Finds the supervisors of a running tree.
#include "application/live_tree.hpp"

namespace fauxtp {

pid live_tree::find(const std::string& path) {
  if (path.empty()) return root_;
  if (const auto found = known_.find(path); found != known_.end()) return found->second;
  const std::size_t slash = path.rfind('/');
  const std::string above = slash == std::string::npos ? "" : path.substr(0, slash);
  with(above, [&](pid supervisor) {
    for (const child_info& each : supervisor::which_children(supervisor)) {
      if (each.type == child_type::supervisor) {
        known_[child_place{above, each.id}.path()] = each.actor;
      }
    }
  });
  return known_[path];
}

}  // namespace fauxtp
