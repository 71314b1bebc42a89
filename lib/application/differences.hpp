// What is not the same in two applications.
#pragma once

#include <string>
#include <vector>

#include "application/application_data.hpp"
#include "fauxtp/reload.hpp"

namespace fauxtp {

/// A child by the path of its supervisor, empty for the root, and its id.
struct child_place {
  std::string supervisor;
  std::string id;

  std::string path() const { return supervisor.empty() ? id : supervisor + "/" + id; }
};

struct differences {
  std::vector<tree_change> shown;
  std::vector<std::string> kept;     // paths of supervisors that are in both, from the root down
  std::vector<child_place> gone;     // in the order of the old tree: not in the new one
  std::vector<child_place> stopped;  // in the order of the old tree: gone, or to be restarted
  std::vector<child_place> started;  // in the order of the new tree: new, or to be restarted
};

differences differences_of(const detail::application_data& running,
                           const detail::application_data& next);

}  // namespace fauxtp
